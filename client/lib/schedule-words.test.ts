import { expect, test } from 'vitest'
import { scheduleWords } from './schedule-words.ts'

test.each([
  ['* * * * *', 'every minute'],
  ['*/5 * * * *', 'every 5 minutes'],
  ['0 * * * *', 'every hour'],
  ['@hourly', 'every hour'],
  ['30 * * * *', 'every hour at minute 30'],
  ['0,30 * * * *', 'every hour at minute 0 and 30'],
  ['0 */2 * * *', 'every 2 hours'],
  ['0 8 * * *', 'every day at 08:00'],
  ['@daily', 'every day at 00:00'],
  ['0 8,20 * * *', 'every day at 08:00 and 20:00'],
  ['0 8 * * 1', 'every Monday at 08:00'],
  ['0 8 * * mon,fri', 'every Monday and Friday at 08:00'],
  ['0 8 * * 1-5', 'every day from Monday to Friday at 08:00'],
  ['*/10 8-17 * * 1-5', 'every 10 minutes from 08:00 to 17:59 every day from Monday to Friday'],
  ['0 0 1 * *', 'every month on day 1 at 00:00'],
  ['0 0 1 1 *', 'every month on day 1 in January at 00:00'],
  ['0 9 13 * 5', 'every month on day 13 and every Friday at 09:00'],
  ['0 6 * jul,aug *', 'every day in July and August at 06:00'],
  ['@every 90s', 'every 90 seconds'],
  ['@every 1h', 'every hour'],
  ['  0   8 * * *  ', 'every day at 08:00'],
])('%s is %s', (schedule, said) => {
  expect(scheduleWords(schedule)).toBe(said)
})

test.each([
  'often',
  '',
  '0 8 * *',
  '5/15 * * * *',
  '@every 1h30m',
  '1-59 * 3/4 * *',
  '0 25 * * *',
  '0 8 * * 7',
])('%j is left to its next times', (schedule) => {
  expect(scheduleWords(schedule)).toBeUndefined()
})
