/**
 * When a CronJob runs: the schedules Kubernetes takes (robfig/cron v3, "standard": five fields or an
 * `@` word), and the times they name. Refusals are in the words of the API server, so that whoever
 * knows them from a cluster knows them here.
 */

/** A schedule that was understood. Times are milliseconds since 1970. */
export interface Schedule {
  /** The first time after `ms`; undefined when there is none within five years (`0 0 30 2 *`). */
  nextAfter(ms: number): number | undefined
}

export type ParsedSchedule =
  | { schedule: Schedule; problem?: undefined }
  | { problem: { field: 'schedule' | 'timeZone'; message: string } }

/** Reads a schedule. Without `timeZone` (an IANA name) its times are UTC. */
export function parseSchedule(text: string, timeZone?: string): ParsedSchedule {
  if (text.includes('TZ'))
    return refused(
      timeZone === undefined
        ? 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
        : 'cannot use both timeZone field and TZ or CRON_TZ in schedule',
    )
  try {
    const clock = clockOf(timeZone)
    return { schedule: text.startsWith('@') ? ofWord(text, clock) : ofFields(text, clock) }
  } catch (error) {
    if (error instanceof Refusal) return { problem: { field: error.field, message: error.message } }
    throw error
  }
}

/** The next `count` times after `ms`, fewer when there are no more. */
export function nextRuns(schedule: Schedule, ms: number, count: number): number[] {
  const runs: number[] = []
  for (let at = schedule.nextAfter(ms); at !== undefined && runs.length < count; at = schedule.nextAfter(at))
    runs.push(at)
  return runs
}

/** Why a schedule cannot be used; never leaves this file. */
class Refusal extends Error {
  readonly field: 'schedule' | 'timeZone'
  constructor(message: string, field: 'schedule' | 'timeZone' = 'schedule') {
    super(message)
    this.field = field
  }
}

function refused(message: string): ParsedSchedule {
  return { problem: { field: 'schedule', message } }
}

/** The five fields that each of the `@` words stands for; `@every` has none. */
export const fieldsOfWord: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

function ofWord(text: string, clock: WallClock): Schedule {
  const fields = fieldsOfWord[text]
  if (fields !== undefined) return ofFields(fields, clock)
  if (!text.startsWith('@every ')) throw new Refusal(`unrecognized descriptor: ${text}`)
  const ms = durationOf(text.slice('@every '.length))
  if (ms === undefined)
    throw new Refusal(
      `failed to parse duration ${text}: time: invalid duration ${JSON.stringify(text.slice('@every '.length))}`,
    )
  // Whole seconds, at least one.
  const seconds = Math.max(1, Math.floor(ms / 1000))
  return { nextAfter: (after) => (Math.floor(after / 1000) + seconds) * 1000 }
}

const unitMs: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** Go's notation, e.g. `1h30m`, `1.5h`; undefined when it is not that. */
function durationOf(text: string): number | undefined {
  if (/^[-+]?0$/.test(text)) return 0
  if (!/^[-+]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined
  const parts = text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)
  const ms = [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0)
  return text.startsWith('-') ? -ms : ms
}

interface Bounds {
  min: number
  max: number
  names?: string[]
}

const minutes: Bounds = { min: 0, max: 59 }
const hours: Bounds = { min: 0, max: 23 }
const daysOfMonth: Bounds = { min: 1, max: 31 }
const months: Bounds = {
  min: 1,
  max: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
}
const daysOfWeek: Bounds = { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] }

/** The values of a field, and whether it says "any". */
interface Field {
  values: ReadonlySet<number>
  isAny: boolean
}

function ofFields(text: string, clock: WallClock): Schedule {
  const fields = text.trim().split(/\s+/).filter(Boolean)
  if (fields.length === 0 && text.length === 0) throw new Refusal('empty spec string')
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields
  if (fields.length !== 5 || !minute || !hour || !dayOfMonth || !month || !dayOfWeek)
    throw new Refusal(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  return scheduleOf(
    {
      minute: fieldOf(minute, minutes),
      hour: fieldOf(hour, hours),
      dayOfMonth: fieldOf(dayOfMonth, daysOfMonth),
      month: fieldOf(month, months),
      dayOfWeek: fieldOf(dayOfWeek, daysOfWeek),
    },
    clock,
  )
}

function fieldOf(text: string, bounds: Bounds): Field {
  const values = new Set<number>()
  let isAny = false
  for (const range of text.split(',').filter(Boolean)) {
    const { from, to, step, isStar } = rangeOf(range, bounds)
    for (let value = from; value <= to; value += step) values.add(value)
    // `*/2` does not say "any": with it a day of month and a day of week are alternatives.
    isAny ||= isStar && step === 1
  }
  return { values, isAny }
}

function rangeOf(text: string, bounds: Bounds): { from: number; to: number; step: number; isStar: boolean } {
  const [range = '', stepText, ...moreSteps] = text.split('/')
  const [fromText = '', toText, ...moreEnds] = range.split('-')
  const isStar = fromText === '*' || fromText === '?'
  if (!isStar && moreEnds.length > 0) throw new Refusal(`too many hyphens: ${text}`)
  if (moreSteps.length > 0) throw new Refusal(`too many slashes: ${text}`)
  const from = isStar ? bounds.min : numberOf(fromText, bounds)
  const end = isStar ? bounds.max : toText === undefined ? from : numberOf(toText, bounds)
  const step = stepText === undefined ? 1 : wholeNumber(stepText)
  // `5/15` begins at 5 and has no end of its own.
  const to = !isStar && toText === undefined && stepText !== undefined ? bounds.max : end
  if (from < bounds.min)
    throw new Refusal(`beginning of range (${from}) below minimum (${bounds.min}): ${text}`)
  if (to > bounds.max) throw new Refusal(`end of range (${to}) above maximum (${bounds.max}): ${text}`)
  if (from > to) throw new Refusal(`beginning of range (${from}) beyond end of range (${to}): ${text}`)
  if (step === 0) throw new Refusal(`step of range should be a positive number: ${text}`)
  return { from, to, step, isStar }
}

function numberOf(text: string, { names, min }: Bounds): number {
  const place = names?.indexOf(text.toLowerCase()) ?? -1
  return place >= 0 ? place + min : wholeNumber(text)
}

function wholeNumber(text: string): number {
  if (!/^[-+]?\d+$/.test(text))
    throw new Refusal(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  const value = Number(text)
  if (value < 0) throw new Refusal(`negative number (${value}) not allowed: ${text}`)
  return value
}

interface Fields {
  minute: Field
  hour: Field
  dayOfMonth: Field
  month: Field
  dayOfWeek: Field
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const searchMs = 5 * 366 * 24 * hourMs

function scheduleOf(fields: Fields, clock: WallClock): Schedule {
  return {
    nextAfter(ms) {
      let at = Math.floor(ms / minuteMs) * minuteMs + minuteMs
      for (const until = at + searchMs; at < until;) {
        const wall = clock(at)
        if (!isDay(fields, wall)) at = nextDay(at, wall, clock)
        else if (!fields.hour.values.has(wall.hour)) at += hourMs - wall.minute * minuteMs
        else if (!fields.minute.values.has(wall.minute)) at += minuteMs
        else return at
      }
      return undefined
    },
  }
}

/** When both days are given, either will do. */
function isDay({ month, dayOfMonth, dayOfWeek }: Fields, wall: Wall): boolean {
  if (!month.values.has(wall.month)) return false
  const byMonth = dayOfMonth.values.has(wall.day)
  const byWeek = dayOfWeek.values.has(wall.weekday)
  return dayOfMonth.isAny || dayOfWeek.isAny ? byMonth && byWeek : byMonth || byWeek
}

/** The first minute of the next day, on a day of 23 or 25 hours too. */
function nextDay(at: number, wall: Wall, clock: WallClock): number {
  const midnight = at + (24 - wall.hour) * hourMs - wall.minute * minuteMs
  const hourBefore = clock(midnight - hourMs)
  const there = clock(midnight)
  return hourBefore.day === there.day && there.day !== wall.day
    ? midnight - hourMs - hourBefore.minute * minuteMs
    : midnight
}

/** What a clock on the wall shows. */
interface Wall {
  month: number
  day: number
  weekday: number
  hour: number
  minute: number
}

type WallClock = (ms: number) => Wall

function clockOf(timeZone: string | undefined): WallClock {
  if (timeZone === undefined || timeZone === 'UTC' || timeZone === 'Etc/UTC') return wallAt
  const format = formatOf(timeZone)
  return (ms) => wallAt(ms + offsetAt(format, ms))
}

function wallAt(ms: number): Wall {
  const date = new Date(ms)
  return {
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  if (timeZone.toLowerCase() === 'local')
    throw new Refusal(
      'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      'timeZone',
    )
  try {
    if (!/^[A-Za-z]/.test(timeZone)) throw new RangeError('an offset is not a name')
    const numeric = 'numeric' as const
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    })
  } catch {
    throw new Refusal(`unknown time zone ${timeZone}`, 'timeZone')
  }
}

/** How far the clocks of the zone are ahead of UTC, in ms. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): number {
  const shown = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
}
