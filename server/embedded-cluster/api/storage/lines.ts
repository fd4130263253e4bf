/**
 * The form of every file here: lines of `<checksum> <JSON>`, the checksum being the first 16 digits
 * of the SHA-256 of the JSON. A person who changes a line writes `edited` in place of its checksum.
 */
import { createHash } from 'node:crypto'

/** A line of a file; the number counts from 1. */
export type Line = { number: number; json: unknown } | BadLine

/** A line that cannot be read. */
export interface BadLine {
  number: number
  problem: string
  /** Its beginning. */
  text: string
  /** The file ends in the middle of it, as when its writer was killed. */
  isTorn: boolean
}

/** No line is longer; a longer one is a file without line ends. */
export const maxLineBytes = 128 * 1024 * 1024

const newline = 0x0a
const checksumLength = 16
const edited = 'edited'
/** So much of a damaged line is kept to say whom it was about. */
const shownBytes = 4096

export function printLine(json: string): Buffer {
  const bytes = Buffer.from(`${'0'.repeat(checksumLength)} ${json}\n`)
  bytes.write(checksumOf(bytes.subarray(checksumLength + 1, -1)), 'latin1')
  return bytes
}

/** Every line there is, whole or not. */
export async function* readLines(pieces: AsyncIterable<Buffer>): AsyncIterable<Line> {
  let number = 0
  let parts: Buffer[] = []
  let length = 0
  const add = (part: Buffer) => {
    length += part.length
    if (length <= maxLineBytes) parts.push(part)
  }
  const take = (hasEnd: boolean): Line => {
    number += 1
    const line = parseLine(
      parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts),
      number,
      hasEnd,
      length > maxLineBytes,
    )
    parts = []
    length = 0
    return line
  }
  for await (const piece of pieces) {
    let from = 0
    for (let end = piece.indexOf(newline); end >= 0; end = piece.indexOf(newline, from)) {
      add(piece.subarray(from, end))
      from = end + 1
      yield take(true)
    }
    if (from < piece.length) add(piece.subarray(from))
  }
  if (length > 0) yield take(false)
}

function parseLine(line: Buffer, number: number, hasEnd: boolean, isTooLong: boolean): Line {
  const bad = (problem: string): Line => {
    const text = line.toString('utf8', 0, shownBytes)
    return { number, problem, text, isTorn: !hasEnd && isBeginning(line) }
  }
  if (isTooLong) return bad('it is too long')
  const space = line.indexOf(' ')
  const checksum = line.toString('latin1', 0, Math.max(0, Math.min(space, checksumLength + 1)))
  const json = line.subarray(space + 1)
  if (checksum !== edited && checksum !== checksumOf(json)) return bad('its checksum does not match')
  try {
    return { number, json: JSON.parse(json.toString('utf8')) as unknown }
  } catch (error) {
    return bad(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Whether more bytes could make a line of it. Zeros, which a disk leaves where it lost something, could not. */
function isBeginning(line: Buffer): boolean {
  return (
    /^([0-9a-f]{0,16}$|[0-9a-f]{16} )/.test(line.toString('latin1', 0, checksumLength + 1)) &&
    !line.includes(0)
  )
}

function checksumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, checksumLength)
}
