/** A line of output as coloured pieces and links to places in the function's files. Pure; never HTML. */
import Anser from 'anser'
import { ownFile } from './traces/own-file.ts'

/** A piece of a line in one style. */
export interface StyledPiece {
  text: string
  /** A CSS colour of the terminal palette, e.g. `ansi-red`, or `r, g, b`. */
  colour?: string
  background?: string
  isBold?: boolean
  isDim?: boolean
  isItalic?: boolean
  isUnderlined?: boolean
  /** Set when the piece names a place in one of the given files. */
  place?: Place
}

export interface Place {
  file: string
  line: number
  column?: number
}

/** A longer line is cut, since a browser lays out one endless line very slowly. */
export const longestLine = 5_000

/** The pieces of a line. Names of `files` followed by a line number become places. */
export function styleLine(text: string, files: readonly string[] = []): StyledPiece[] {
  const cut =
    text.length > longestLine
      ? `${text.slice(0, longestLine)}… (${text.length - longestLine} more characters)`
      : text
  const clean = stripControls(cut)
  const pieces = clean.includes('\u001b') ? colouredPieces(clean) : [{ text: clean }]
  return files.length === 0 ? pieces : pieces.flatMap((piece) => linkPlaces(piece, files))
}

/** The line as a person reads it: no colours, no controls. */
export function plainText(text: string): string {
  return text.includes('\u001b') ? Anser.ansiToText(stripControls(text)) : stripControls(text)
}

/**
 * Takes out whatever steers a terminal: titles, links, cursor moves, single control characters, and
 * marks that turn the direction of writing. Colours (`ESC [ … m`) stay.
 */
function stripControls(text: string): string {
  return unclean.test(text) ? text.replace(steering, '') : text
}

/** Nearly every line has none of these. */

const unclean = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/

const steering = new RegExp(
  [
    '\\u001b[\\]PX^_][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\|$)', // OSC, DCS and their kin, to their end
    '\\u001b\\[[0-?]*[ -/]*[@-ln-~]', // CSI other than colours
    '\\u001b(?!\\[)[ -/]*[0-~]?', // two-character escapes
    '[\\u0000-\\u0008\\u000a-\\u001a\\u001c-\\u001f\\u007f-\\u009f]',
    '[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]',
  ].join('|'),
  'g',
)

function colouredPieces(text: string): StyledPiece[] {
  return Anser.ansiToJson(text, { use_classes: true, remove_empty: true }).map((entry) => ({
    text: entry.content,
    colour: colourOf(entry.fg, entry.fg_truecolor),
    background: colourOf(entry.bg, entry.bg_truecolor),
    isBold: entry.decorations.includes('bold') || undefined,
    isDim: entry.decorations.includes('dim') || undefined,
    isItalic: entry.decorations.includes('italic') || undefined,
    isUnderlined: entry.decorations.includes('underline') || undefined,
  }))
}

function colourOf(name: string | null, trueColour: string | null): string | undefined {
  if (name === 'ansi-truecolor') return trueColour ?? undefined
  const indexed = /^ansi-palette-(\d+)$/.exec(name ?? '')
  return indexed ? paletteColour(Number(indexed[1])) : (name ?? undefined)
}

/** Colours 16 to 255 of the terminal palette: a cube of six steps, then 24 greys. */
function paletteColour(index: number): string {
  if (index >= 232)
    return Array(3)
      .fill(8 + (index - 232) * 10)
      .join(', ')
  const cube = index - 16
  const step = (n: number) => (n === 0 ? 0 : 55 + n * 40)
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(step).join(', ')
}

function linkPlaces(piece: StyledPiece, files: readonly string[]): StyledPiece[] {
  const pieces: StyledPiece[] = []
  let done = 0
  for (const match of piece.text.matchAll(patternFor(files))) {
    const { folder = '', file = '', line, other, column } = match.groups ?? {}
    // The name alone says little: packages have files of the same name.
    if (folder !== '' && ownFile(folder + file) !== file) continue
    const from = match.index + folder.length
    if (from > done) pieces.push({ ...piece, text: piece.text.slice(done, from) })
    const place = {
      file,
      line: Number(line ?? other),
      column: column === undefined ? undefined : Number(column),
    }
    done = match.index + match[0].length
    pieces.push({ ...piece, text: piece.text.slice(from, done), place })
  }
  if (done < piece.text.length || pieces.length === 0) pieces.push({ ...piece, text: piece.text.slice(done) })
  return pieces
}

/** Made once for each set of files: a log has many lines. */
function patternFor(files: readonly string[]): RegExp {
  const pattern = patterns.get(files) ?? placePattern(files)
  patterns.set(files, pattern)
  return pattern
}
const patterns = new WeakMap<readonly string[], RegExp>()

/** `handler.py", line 12` as Python writes it, `handler.php on line 3` and `handler.php(3)` as PHP does, else `handler.js:3:5`. */
function placePattern(files: readonly string[]): RegExp {
  const names = [...files]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
  return new RegExp(
    `(?<folder>(?:(?<![^\\s"'(=])[^\\s"'(=]*?/)?)(?<![\\w.-])(?<file>${names})(?:(?:", line | on line |\\((?=\\d+\\)))(?<line>\\d+)|:(?<other>\\d+)(?::(?<column>\\d+))?)(?!\\d)`,
    'g',
  )
}
