import { expect, test } from 'vitest'
import { formatJson, jsonProblem, jsonTokens } from './json-text.ts'

test('formatting lays out members and items, and keeps empty ones on one line', () => {
  expect(formatJson('{"a":[1,{"b":"c, {}"}],"d":{},"e":[ ],"f":null}')).toBe(
    [
      '{',
      '  "a": [',
      '    1,',
      '    {',
      '      "b": "c, {}"',
      '    }',
      '  ],',
      '  "d": {},',
      '  "e": [],',
      '  "f": null',
      '}',
    ].join('\n'),
  )
  expect(formatJson('  "text" ')).toBe('"text"')
})

test('numbers, escapes and repeated keys come through as they were written', () => {
  const text = '{"id":12345678901234567890,"pi":3.14000,"e":1E+05,"a":1,"a":2,"s":"\\u00e9\\"\\\\"}'
  expect(formatJson(text)?.replace(/\s/g, '')).toBe(text)
})

test('what is not JSON is not formatted, and the parser says why', () => {
  expect(formatJson('{"a":1')).toBeUndefined()
  expect(formatJson('')).toBeUndefined()
  expect(jsonProblem("{'a':1}")).toMatch(/position|JSON/)
  expect(jsonProblem('[1]')).toBeUndefined()
})

test.each([
  '{"a" : [1, -2.5e3, true, null, "x:\\"y"]}',
  'not json { " ] true',
  '"unfinished',
  '{"é\n": tru }',
  '',
])('the pieces of %j put together are the text again', (text) => {
  expect(
    jsonTokens(text)
      .map((token) => token.text)
      .join(''),
  ).toBe(text)
})

test('keys are told from strings', () => {
  const kinds = jsonTokens('{"a" :"b","c":[true,7]}').map(({ kind, text }) => `${kind} ${text}`)
  expect(kinds).toEqual([
    'mark {',
    'key "a"',
    'space  ',
    'mark :',
    'string "b"',
    'mark ,',
    'key "c"',
    'mark :',
    'mark [',
    'word true',
    'mark ,',
    'number 7',
    'mark ]',
    'mark }',
  ])
})

test('a large answer is formatted in one pass', () => {
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, name: `n${id}` })))
  expect(formatJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2))
})
