/** Whether a cron schedule can be read. */

const macros = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'])
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface Bounds {
  least: number
  most: number
  names?: string[]
}

const fields: Bounds[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: weekdays },
]

/** What is wrong with it, in the words of a real server; undefined when nothing is. */
export function scheduleProblem(schedule: string): string | undefined {
  if (/^(CRON_)?TZ=/.test(schedule)) return 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
  if (schedule.startsWith('@')) {
    if (macros.has(schedule) || /^@every (\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(schedule)) return undefined
    return schedule.startsWith('@every ')
      ? `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(schedule.slice(7))}`
      : `unrecognized descriptor: ${schedule}`
  }
  const parts = schedule.split(/\s+/).filter((part) => part !== '')
  if (parts.length !== fields.length)
    return `expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`
  for (const [index, bounds] of fields.entries()) {
    const problem = fieldProblem(parts[index] ?? '', bounds)
    if (problem !== undefined) return problem
  }
  return undefined
}

export function timeZoneProblem(zone: string): string | undefined {
  if (zone === '') return 'timeZone must be nil or non-empty string'
  if (zone === 'Local')
    return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return undefined
  } catch {
    return `unknown time zone ${zone}`
  }
}

function fieldProblem(text: string, bounds: Bounds): string | undefined {
  for (const part of text.split(',')) {
    const [range = '', step, ...more] = part.split('/')
    if (more.length > 0) return `too many slashes: ${part}`
    const problem = rangeProblem(range, bounds, part)
    if (problem !== undefined) return problem
    if (step !== undefined && !/^\d+$/.test(step))
      return `failed to parse int from ${step}: strconv.Atoi: parsing ${JSON.stringify(step)}: invalid syntax`
    if (step !== undefined && Number(step) === 0) return `step of range should be a positive number: ${part}`
  }
  return undefined
}

function rangeProblem(range: string, bounds: Bounds, part: string): string | undefined {
  if (range === '*' || range === '?') return undefined
  const ends = range.split('-')
  if (ends.length > 2) return `too many hyphens: ${part}`
  const numbers: number[] = []
  for (const end of ends) {
    const named = bounds.names?.indexOf(end.toLowerCase()) ?? -1
    if (named >= 0) numbers.push(named + bounds.least)
    else if (/^\d+$/.test(end)) numbers.push(Number(end))
    else
      return `failed to parse int from ${end}: strconv.Atoi: parsing ${JSON.stringify(end)}: invalid syntax`
  }
  const [start = 0, end = start] = numbers
  if (start < bounds.least) return `beginning of range (${start}) below minimum (${bounds.least}): ${part}`
  if (end > bounds.most) return `end of range (${end}) above maximum (${bounds.most}): ${part}`
  return start > end ? `beginning of range (${start}) beyond end of range (${end}): ${part}` : undefined
}
