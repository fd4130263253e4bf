import { expect, test } from 'vitest'
import { sampleCode } from './sample-code.ts'

const request = { method: 'GET', type: 'text', body: '' } as const
const sampleOf = (handler: string, code: string) => ({
  ...{ title: 'Hello', description: '', name: 'hello', deps: '', request },
  ...{ handler, code },
})

test.each([
  ['def hello(event, context):\n    return "hello"\n', 'def find(event, context):\n    return "hello"\n'],
  ['exports.hello = async () => "hello"\n', 'exports.find = async () => "hello"\n'],
  [
    "<?php\nfunction hello($event) { return 'hello'; }\n",
    "<?php\nfunction find($event) { return 'hello'; }\n",
  ],
])('the function of a sample is called as the handler says (%#)', (code, renamed) => {
  expect(sampleCode(sampleOf('handler.hello', code), 'test.find')).toBe(renamed)
})

test('for Go its comment too, and only by a name that begins with a capital letter', () => {
  const go = sampleOf('handler.Hello', '// Hello is called.\nfunc Hello() string { return "Hello" }\n')
  expect(sampleCode(go, 'handler.Find')).toBe('// Find is called.\nfunc Find() string { return "Hello" }\n')
  expect(sampleCode(go, 'handler.find')).toBe(go.code)
})

test('a sample stays as it is while the handler is half typed', () => {
  const sample = sampleOf('handler.hello', 'def hello(): pass\n')
  for (const handler of ['', 'handler', 'handler.', 'a.b.c', 'handler.2x', 'handler.a b'])
    expect(sampleCode(sample, handler)).toBe(sample.code)
})
