import { expect, test } from 'vitest'
import { nextRuns, parseSchedule } from './schedule.ts'

/** Short: `2026-11-27 03:00` in UTC. */
function runs(text: string, from: string, count: number, timeZone?: string): string[] {
  const parsed = parseSchedule(text, timeZone)
  if (parsed.problem) throw new Error(parsed.problem.message)
  return nextRuns(parsed.schedule, Date.parse(`${from}Z`), count).map((ms) =>
    new Date(ms)
      .toISOString()
      .replace('T', ' ')
      .replace(/:00\.000Z$/, ''),
  )
}

test.each<[string, string, string[]]>([
  ['* * * * *', '2026-11-27T03:00:00', ['2026-11-27 03:01', '2026-11-27 03:02']],
  ['* * * * *', '2026-11-27T03:00:59.999', ['2026-11-27 03:01']],
  [
    '*/15 * * * *',
    '2026-11-27T03:01:00',
    ['2026-11-27 03:15', '2026-11-27 03:30', '2026-11-27 03:45', '2026-11-27 04:00'],
  ],
  [
    '5/15 * * * *',
    '2026-11-27T03:00:00',
    ['2026-11-27 03:05', '2026-11-27 03:20', '2026-11-27 03:35', '2026-11-27 03:50', '2026-11-27 04:05'],
  ],
  ['10-14/2 1,3 * * *', '2026-11-27T03:12:00', ['2026-11-27 03:14', '2026-11-28 01:10']],
  ['0 0 29 2 *', '2026-11-27T00:00:00', ['2028-02-29 00:00', '2032-02-29 00:00']],
  ['30 12 * JAN-mar Mon', '2026-11-27T00:00:00', ['2027-01-04 12:30', '2027-01-11 12:30']],
  ['0 9 * * 1-5', '2026-11-27T10:00:00', ['2026-11-30 09:00', '2026-12-01 09:00']],
  ['0 0 1 * ?', '2026-11-27T00:00:00', ['2026-12-01 00:00', '2027-01-01 00:00']],
  // Both days given: either will do…
  ['0 0 13 * FRI', '2026-11-27T00:00:00', ['2026-12-04 00:00', '2026-12-11 00:00', '2026-12-13 00:00']],
  // …also with a step, but not beside a star.
  ['0 0 */10 * FRI', '2026-11-27T00:00:00', ['2026-12-01 00:00', '2026-12-04 00:00', '2026-12-11 00:00']],
  ['0 0 * * SUN', '2026-11-27T00:00:00', ['2026-11-29 00:00']],
  ['@hourly', '2026-11-27T03:00:00', ['2026-11-27 04:00']],
  ['@daily', '2026-11-27T03:00:00', ['2026-11-28 00:00']],
  ['@midnight', '2026-11-27T03:00:00', ['2026-11-28 00:00']],
  ['@weekly', '2026-11-27T03:00:00', ['2026-11-29 00:00']],
  ['@monthly', '2026-11-27T03:00:00', ['2026-12-01 00:00']],
  ['@yearly', '2026-11-27T03:00:00', ['2027-01-01 00:00']],
  ['@annually', '2026-11-27T03:00:00', ['2027-01-01 00:00']],
  ['@every 1h30m', '2026-11-27T03:10:00', ['2026-11-27 04:40', '2026-11-27 06:10']],
  ['@every 1.5m', '2026-11-27T03:10:00.700', ['2026-11-27 03:11:30.000Z', '2026-11-27 03:13']],
  ['@every 10ms', '2026-11-27T03:00:59.5', ['2026-11-27 03:01']],
])('%s after %s', (text, from, expected) => {
  expect(runs(text, from, expected.length)).toEqual(expected)
})

test('a day that never comes has no next run', () => {
  expect(runs('0 0 30 2 *', '2026-11-27T00:00:00', 1)).toEqual([])
})

test.each<[string, string, string, string, string[]]>([
  [
    'its own midnight',
    '0 0 * * *',
    'Asia/Kolkata',
    '2026-11-27T00:00:00',
    ['2026-11-27 18:30', '2026-11-28 18:30'],
  ],
  [
    'quarter hours',
    '0 * * * *',
    'Asia/Kathmandu',
    '2026-11-27T00:00:00',
    ['2026-11-27 00:15', '2026-11-27 01:15'],
  ],
  // Clocks go from 02:00 to 03:00 on 2027-03-28: an hour that is not there is left out.
  [
    'a night of 23 hours',
    '30 2 * * *',
    'Europe/Berlin',
    '2027-03-27T00:00:00',
    ['2027-03-27 01:30', '2027-03-29 00:30'],
  ],
  [
    'the day after it',
    '0 0 * * *',
    'Europe/Berlin',
    '2027-03-27T12:00:00',
    ['2027-03-27 23:00', '2027-03-28 22:00'],
  ],
  // Back from 03:00 to 02:00 on 2026-10-25: the hour comes twice, as in Kubernetes.
  [
    'a night of 25 hours',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-24T12:00:00',
    ['2026-10-25 00:30', '2026-10-25 01:30', '2026-10-26 01:30'],
  ],
  [
    'days after it',
    '0 0 * * *',
    'Europe/Berlin',
    '2026-10-24T12:00:00',
    ['2026-10-24 22:00', '2026-10-25 23:00'],
  ],
  // Midnight itself is left out on 2027-04-30 in Cairo: the day begins at 01:00.
  [
    'a day without midnight',
    '*/30 * 30 4 *',
    'Africa/Cairo',
    '2027-04-29T20:00:00',
    ['2027-04-29 22:00', '2027-04-29 22:30'],
  ],
])('a time zone has %s', (_, text, timeZone, from, expected) => {
  expect(runs(text, from, expected.length, timeZone)).toEqual(expected)
})

test.each<[string, string]>([
  ['every minute', 'expected exactly 5 fields, found 2: [every minute]'],
  ['', 'empty spec string'],
  ['* * * * * *', 'expected exactly 5 fields, found 6: [* * * * * *]'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * * * 7', 'end of range (7) above maximum (6): 7'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
  ['@often', 'unrecognized descriptor: @often'],
  ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
  ['TZ=UTC 0 0 * * *', 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
  ['CRON_TZ=UTC @daily', 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
])('%j is refused as Kubernetes does', (text, message) => {
  expect(parseSchedule(text)).toEqual({ problem: { field: 'schedule', message } })
})

test.each<[string, string]>([
  ['Nowhere/Land', 'unknown time zone Nowhere/Land'],
  ['+01:00', 'unknown time zone +01:00'],
  ['Local', 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'],
])('the time zone %s is refused', (timeZone, message) => {
  expect(parseSchedule('0 0 * * *', timeZone)).toEqual({ problem: { field: 'timeZone', message } })
})
