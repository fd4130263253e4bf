import { memo } from 'react'
import type { CSSProperties } from 'react'
import { compareTimes } from './log-lines.ts'
import type { NumberedLine } from './log-lines.ts'
import { styleLine } from './log-text.ts'
import type { Place, StyledPiece } from './log-text.ts'
import { readableOn, readableText } from './readable-colours.ts'
import styles from './log-row.module.css'

/** Which places in a line become links. */
export interface Linked {
  /** The files on the screen; none while their text is not the text that runs. */
  files: readonly string[]
  /** ISO 8601: what was written before came from another version. */
  since: string
  /** `message`: what is wrong there. */
  onPlace: (place: Place, message?: string) => void
}

export interface LogRowProps {
  line: NumberedLine
  linked: Linked
  /** A number that stands for the pod, when there is more than one. */
  podNumber?: number
}

/** One line of output: when, from which pod, what. Never HTML. */
export const LogRow = memo(function LogRow({ line, linked, podNumber }: LogRowProps) {
  const files = compareTimes(line.time, linked.since) < 0 ? [] : linked.files
  return (
    <>
      <time className={styles.time} dateTime={line.time} title={line.time}>
        {clockTime(line.time)}
      </time>
      {podNumber !== undefined && (
        <span className={styles.pod} data-pod={podNumber % podColours} title={line.pod}>
          {line.pod.slice(-5)}
        </span>
      )}
      <span className={styles.text}>
        {styleLine(line.text, files).map((piece, at) => (
          <Piece key={at} piece={piece} onPlace={linked.onPlace} />
        ))}
      </span>
    </>
  )
})

const podColours = 6

function Piece({ piece, onPlace }: { piece: StyledPiece; onPlace: (place: Place) => void }) {
  const { text, place } = piece
  if (place)
    return (
      <button
        type="button"
        className={styles.place}
        onClick={() => onPlace(place)}
        title="Show this line in the editor"
      >
        {text}
      </button>
    )
  const { className, style } = looksOf(piece)
  if (!className && !style) return text
  return (
    <span className={className} style={style}>
      {text}
    </span>
  )
}

function looksOf({ colour, background, isBold, isDim, isItalic, isUnderlined }: StyledPiece): {
  className?: string
  style?: CSSProperties
} {
  const isMixed = background !== undefined && !background.startsWith('ansi-')
  const named = [
    // One of ours on a colour of somebody else's may be anything but readable.
    colour?.startsWith('ansi-') && !isMixed && colour,
    background?.startsWith('ansi-') && `${background}-behind`,
  ]
  const marks = [isBold && 'bold', isDim && 'dim', isItalic && 'italic', isUnderlined && 'underlined']
  const classes = [...named, ...marks].flatMap((name) => (name ? (styles[name] ?? []) : []))
  const style: CSSProperties = {}
  const wish = colour?.startsWith('ansi-') ? undefined : colour
  if (isMixed) {
    style.backgroundColor = `rgb(${background})`
    style.color = readableOn(background, wish)
  } else if (wish !== undefined) style.color = readableText(wish)
  return {
    className: classes.join(' ') || undefined,
    style: Object.keys(style).length > 0 ? style : undefined,
  }
}

/** The time of day on the reader's clock, to the millisecond. */
function clockTime(time: string): string {
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return ''
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
