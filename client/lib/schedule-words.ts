/** A cron schedule as a person says it, e.g. `every day at 08:00`. */
import { fieldsOfWord } from '#contract/schedule.ts'

const dayNames = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
/** More times of the day than this are not listed. */
const mostTimes = 6

/** Undefined when there is no short way to say it; then the next times have to do. */
export function scheduleWords(schedule: string): string | undefined {
  const text = schedule.trim().toLowerCase()
  if (text.startsWith('@every ')) return everyDuration(text.slice('@every '.length).trim())
  const [minute, hour, day, month, weekday, ...more] = (fieldsOfWord[text] ?? text).split(/\s+/)
  if (!minute || !hour || !day || !month || !weekday || more.length > 0) return undefined
  const when = timeWords(minute, hour)
  const days = dayWords(day, weekday)
  const months = isAny(month) ? '' : namesIn(month, 1, monthNames, 'jan')
  if (!when || days === undefined || months === undefined) return undefined
  const onDays = days === '' ? (when.isAtTimes ? 'every day' : '') : days
  const inMonths = months === '' ? '' : `in ${months}`
  const parts = when.isAtTimes ? [onDays, inMonths, when.text] : [when.text, onDays && `on ${days}`, inMonths]
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .replace('on every ', 'every ')
}

function everyDuration(text: string): string | undefined {
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(text.replace(/^(\d+h)0m(0s)?$|^(\d+m)0s$/, '$1$3')) ?? []
  const name = { s: 'second', m: 'minute', h: 'hour' }[unit ?? '']
  if (name === undefined || Number(count) < 1) return undefined
  return Number(count) === 1 ? `every ${name}` : `every ${Number(count)} ${name}s`
}

/** Times of the day, or how often within it. */
function timeWords(minute: string, hour: string): { text: string; isAtTimes: boolean } | undefined {
  const often = (text: string) => ({ text, isAtTimes: false })
  const minutes = valuesIn(minute, 0, 59)
  const hours = valuesIn(hour, 0, 23)
  if (minutes && hours && minutes.length * hours.length <= mostTimes) {
    const times = hours.flatMap((h) => minutes.map((m) => `${twoDigits(h)}:${twoDigits(m)}`))
    return { text: `at ${listed(times)}`, isAtTimes: true }
  }
  const within = isAny(hour) ? '' : hoursWithin(hour)
  const minuteStep = isAny(minute) ? 1 : stepOf(minute)
  if (minuteStep !== undefined && within !== undefined)
    return often(`${minuteStep === 1 ? 'every minute' : `every ${minuteStep} minutes`}${within}`)
  if (!minutes || minutes.length > mostTimes) return undefined
  const past = minutes.length === 1 && minutes[0] === 0 ? '' : ` at minute ${listed(minutes.map(String))}`
  const hourStep = isAny(hour) ? 1 : stepOf(hour)
  if (hourStep !== undefined)
    return often(`${hourStep === 1 ? 'every hour' : `every ${hourStep} hours`}${past}`)
  return within === undefined ? undefined : often(`every hour${past}${within}`)
}

/** ` from 08:00 to 17:59` for a range of hours. */
function hoursWithin(hour: string): string | undefined {
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(hour) ?? []
  if (from === undefined || to === undefined || Number(to) > 23 || Number(from) > Number(to)) return undefined
  return ` from ${twoDigits(Number(from))}:00 to ${twoDigits(Number(to))}:59`
}

/** Which days; empty: every one. Where both fields say something, cron runs on the days of either. */
function dayWords(day: string, weekday: string): string | undefined {
  const ofWeek = isAny(weekday) ? '' : weekdayWords(weekday)
  const ofMonth = isAny(day) ? '' : monthDayWords(day)
  if (ofWeek === undefined || ofMonth === undefined) return undefined
  return ofWeek && ofMonth ? `${ofMonth} and ${ofWeek}` : ofWeek || ofMonth
}

function weekdayWords(weekday: string): string | undefined {
  if (weekday === '1-5' || weekday === 'mon-fri') return 'every day from Monday to Friday'
  const names = namesIn(weekday, 0, dayNames, 'sun')
  return names === undefined ? undefined : `every ${names}`
}

function monthDayWords(day: string): string | undefined {
  const days = valuesIn(day, 1, 31)
  if (!days || days.length > mostTimes) return undefined
  return `every month on day ${listed(days.map(String))}`
}

/** Numbers or three letters, listed by their whole names. */
function namesIn(
  field: string,
  first: number,
  names: readonly string[],
  firstShort: string,
): string | undefined {
  const short = names.map((name) => name.slice(0, 3).toLowerCase())
  const numbers = field.replace(/[a-z]{3}/g, (word) => {
    const at = short.indexOf(word)
    return at < 0 ? word : String(at + short.indexOf(firstShort) + first)
  })
  const values = valuesIn(numbers, first, first + names.length - 1)
  return values && values.length < names.length
    ? listed(values.map((at) => names[at - first] ?? ''))
    : undefined
}

/** The values of a list of numbers and ranges; undefined for anything else. */
function valuesIn(field: string, min: number, max: number): number[] | undefined {
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const [, from, to = from] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part) ?? []
    if (from === undefined || Number(from) < min || Number(to) > max || Number(from) > Number(to))
      return undefined
    for (let at = Number(from); at <= Number(to); at++) values.add(at)
  }
  return [...values].sort((a, b) => a - b)
}

function stepOf(field: string): number | undefined {
  const step = Number(/^\*\/(\d{1,2})$/.exec(field)?.[1])
  return step >= 1 ? step : undefined
}

function isAny(field: string): boolean {
  return field === '*' || field === '?'
}

function listed(texts: string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
