import { expect, test } from 'vitest'
import { scanJson } from './scan-json.ts'

test.each([
  '{}',
  '[]',
  '"a"',
  '{"a":{"a":{"a":1}}}',
  '{"a":["a","a"],"b":"a"}',
  '[{"a":1},{"a":2}]',
  '{"a":"\\"a\\":1","b":"{[,:"}',
  '{"a\\\\":1,"a":2}',
  '{"\\"":1,"":2}',
  // No JSON: the parser says so.
  '{"a',
  '}}]]',
  'a:b,"c"',
  '{"a":"\\',
])('%s passes', (text) => {
  expect(() => scanJson(text)).not.toThrow()
})

test.each([
  ['{"a":1,"a":2}', 'json_duplicate_key'],
  ['{"a":1,"\\u0061":2}', 'json_duplicate_key'],
  ['[{"b":{"a":1,"c":[],"a":{}}}]', 'json_duplicate_key'],
  ['{"a":"}","a":2}', 'json_duplicate_key'],
  ['{"x":[1,2],"y":1,"x":3}', 'json_duplicate_key'],
  ['{"a":{"__proto__":1}}', 'unknown_field'],
  ['{"__pro\\u0074o__":1}', 'unknown_field'],
  ['['.repeat(33), 'json_too_deep'],
  ['{"a":'.repeat(33), 'json_too_deep'],
])('%s is refused with %s', (text, code) => {
  expect(() => scanJson(text)).toThrow(expect.objectContaining({ code }) as Error)
})
