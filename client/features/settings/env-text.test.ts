import { expect, test } from 'vitest'
import { parseEnvText, withPasted } from './env-text.ts'

test('lines of a .env file or a shell become variables', () => {
  expect(parseEnvText('# feed\nexport FEED_URL="http://a/?b=c"\r\n\nEMPTY=\n  SPACED = two words ')).toEqual([
    { name: 'FEED_URL', value: 'http://a/?b=c' },
    { name: 'EMPTY', value: '' },
    { name: 'SPACED', value: 'two words' },
  ])
  expect(parseEnvText("A='x'")).toEqual([{ name: 'A', value: 'x' }])
})

test.each(['', 'just a word', 'A=1\nnot a variable', '# only a comment'])(
  '%j is no list of variables',
  (text) => expect(parseEnvText(text)).toBeUndefined(),
)

test('pasted variables replace those of the same name and take the place of empty rows', () => {
  const env = [
    { name: 'A', value: '1' },
    { name: '', value: '' },
    { name: 'B', value: '2' },
  ]
  expect(
    withPasted(env, [
      { name: 'B', value: '3' },
      { name: 'C', value: '4' },
    ]),
  ).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: '3' },
    { name: 'C', value: '4' },
  ])
})
