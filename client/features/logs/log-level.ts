/**
 * How grave a line is, as far as whoever wrote it said so: a level of a JSON or logfmt line, a word where
 * loggers put it, the error lines of our languages. A mere mention of the word error is no level. Lines that
 * go on with the line before, such as a stack, have its level. Pure.
 */

/** From the gravest on. */
export const logLevels = ['error', 'warning', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

/** What the lines of one pod so far mean for its next one. */
export interface LevelState {
  level: LogLevel | undefined
  /** Between the head of a Python traceback and the error that ends it. */
  isInTraceback: boolean
}

export const noLevel: LevelState = { level: undefined, isInTraceback: false }

/** The state after a line; its `level` is the line's. `text` is without colours. */
export function levelAfter(before: LevelState, text: string): LevelState {
  if (tracebackHead.test(text)) return inTraceback
  if (before.isInTraceback) {
    // The error stands at the left edge and ends it.
    const isEnd = text !== '' && !startsWithSpace(text) && !tracebackLink.test(text)
    return isEnd ? afterTraceback : inTraceback
  }
  if (before.level === 'error' && (text === '' || tracebackLink.test(text)))
    // Perhaps another traceback follows, perhaps not.
    return before
  const own = levelIn(text)
  if (own !== undefined) return states[own]
  return before.level !== undefined && continues(text) ? before : noLevel
}

const inTraceback: LevelState = { level: 'error', isInTraceback: true }
const afterTraceback: LevelState = { level: 'error', isInTraceback: false }
// One object each: there may be a hundred thousand lines.
const states = Object.fromEntries(
  logLevels.map((level) => [level, { level, isInTraceback: false } satisfies LevelState]),
) as Record<LogLevel, LevelState>

const tracebackHead = /^\s*Traceback \(most recent call last\):/
const tracebackLink = /^(?:During handling of the above exception|The above exception was the direct cause)/

function startsWithSpace(text: string): boolean {
  return text.startsWith(' ') || text.startsWith('\t')
}

/** Stack frames and the inner lines of what is printed over several lines are indented; brackets close it. */
function continues(text: string): boolean {
  return startsWithSpace(text) || /^(?:[)\]}]+[,;]?$|Caused by: )/.test(text)
}

/** What the line itself says. */
function levelIn(text: string): LogLevel | undefined {
  if (text.startsWith('{')) return levelOfJson(text)
  const start = text.length > headLength ? text.slice(0, headLength) : text
  if (!hint.test(start)) return undefined
  const logfmt = /(?:^|\s)(?:level|lvl|severity|log\.level)="?([A-Za-z]+)/i.exec(start)
  if (logfmt) return levelOfWord(logfmt[1])
  const klog = /^([IWEF])\d{4} \d\d:\d\d:\d\d/.exec(start)
  if (klog) return levelOfWord(klog[1])
  // Loggers shout the word, put it into brackets or begin with it.
  const word = shouted.exec(start) ?? bracketed.exec(start) ?? first.exec(start)
  if (word) return levelOfWord(word[1])
  return raised.test(start) ? 'error' : undefined
}

/** Of a longer line only so much is looked at: a level stands at the beginning. */
const headLength = 200

/** Nearly every line has nothing of the kind, and one look is enough. */
const hint =
  /fatal|crit|emerg|alert|panic|severe|err|warn|notice|info|debug|trace|verbose|level=|lvl=|severity=|exception|\)$|^[IWEF]\d/i

const names =
  'FATAL|CRITICAL|CRIT|EMERG|EMERGENCY|ALERT|PANIC|SEVERE|ERROR|ERR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE|VERBOSE'
/** `2026-11-27 10:00:00,000 - app - ERROR - no`, `ERROR:root:no`: behind nothing but times, names and marks. */
const shouted = new RegExp(
  `^(?:\\S*[\\d()[\\]:|.]\\S*\\s+|[A-Z], |[-|]\\s+|\\S+ - |-- : ){0,5}?\\W{0,2}(${names})\\b(?![\\w(=.])`,
)
const bracketed = new RegExp(`^(?:\\S+ ){0,3}\\[\\s?(${names})\\s?\\]`, 'i')
/** `error: no`, `npm ERR! no`, `PHP Warning:  no`. */
const first = new RegExp(`^(?:(?:npm |PHP )?(?=\\w+(?:: |!|:$| -))|npm (?=\\w+ ))(${names})\\b`, 'i')

/** What the languages write when something was raised. */
const raised =
  /^(?:\[?Uncaught |Unhandled )?(?:[\w$.]+\.)?(?:[A-Z]\w*)?(?:Error|Exception)(?:: | \[|$)|^(?:PHP (?:Fatal|Parse) error|Fatal error|fatal error|panic): |^\S+:\d+:in [`'].* \([A-Z]\w*(?:::\w+)*\)$/

function levelOfWord(word = ''): LogLevel | undefined {
  const upper = word.toUpperCase()
  if (/^(?:FATAL|CRIT|CRITICAL|EMERG|EMERGENCY|ALERT|PANIC|SEVERE|ERROR|ERR|E|F)$/.test(upper)) return 'error'
  if (/^(?:WARNING|WARN|W)$/.test(upper)) return 'warning'
  if (/^(?:NOTICE|INFO|INFORMATION|I)$/.test(upper)) return 'info'
  if (/^(?:DEBUG|TRACE|VERBOSE|SILLY|D)$/.test(upper)) return 'debug'
  return undefined
}

/** Longer JSON is searched rather than parsed. */
const mostJson = 4_096

const jsonKeys = ['level', 'severity', 'lvl', 'levelname', 'loglevel', 'log.level', 'severity_text']

function levelOfJson(text: string): LogLevel | undefined {
  const value = text.length > mostJson ? searched(text) : parsed(text)
  return typeof value === 'number' ? levelOfNumber(value) : levelOfWord(value)
}

function parsed(text: string): string | number | undefined {
  let object: unknown
  try {
    object = JSON.parse(text)
  } catch {
    return undefined // Something else that begins with a brace.
  }
  const entries = new Map(
    Object.entries(object ?? {}).map(([key, value]) => [key.toLowerCase(), value as unknown]),
  )
  for (const key of jsonKeys) {
    const value = entries.get(key)
    if (typeof value === 'string' || typeof value === 'number') return value
  }
  return undefined
}

function searched(text: string): string | number | undefined {
  const found = /"(?:level|severity|lvl|levelname)"\s*:\s*(?:"(\w+)"|(\d+))/i.exec(text.slice(0, mostJson))
  return found?.[2] === undefined ? found?.[1] : Number(found[2])
}

/** As pino and bunyan count: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
function levelOfNumber(value: number): LogLevel | undefined {
  if (value < 10 || value > 60) return undefined
  if (value >= 50) return 'error'
  if (value >= 40) return 'warning'
  return value >= 30 ? 'info' : 'debug'
}
