import { expect, test } from 'vitest'
import { bytesOfCode, codeFileOf, downloadName, sizeOfCode, sizeWords } from './code-file.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test.each([
  ['handler.py', bytes('x = 1\n'), 'text', 'x = 1\n'],
  ['bikes.zip', new Uint8Array([0x50, 0x4b, 3, 4, 0]), 'base64+zip', 'UEsDBAA='],
  ['bikes.tar.gz', new Uint8Array([0x1f, 0x8b, 8]), 'base64+compressedtar', 'H4sI'],
  ['bikes.TGZ', new Uint8Array([0x1f, 0x8b, 8]), 'base64+compressedtar', 'H4sI'],
  ['bikes.jar', new Uint8Array([0x50, 0x4b, 3, 4, 0]), 'base64', 'UEsDBAA='],
  ['notes.zip', bytes('no archive'), 'text', 'no archive'],
  ['binary', new Uint8Array([0xff, 0xfe]), 'base64', '//4='],
])('%s is known for what it is', (name, content, contentType, code) => {
  expect(codeFileOf(name, content)).toEqual({ name, size: content.length, contentType, code })
})

test('what was read is what is saved again', () => {
  const all = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256)
  const { code, contentType } = codeFileOf('all.bin', all)
  expect(bytesOfCode(code, contentType)).toEqual(all)
  expect(sizeOfCode(code, contentType)).toBe(all.length)
  expect(bytesOfCode('ä\r\n', 'text')).toEqual(bytes('ä\r\n'))
  expect(bytesOfCode('https://example.com/x.zip', 'url+zip')).toBeUndefined()
})

test('sizes and names are said as people say them', () => {
  expect([12, 1_234, 45_678, 2_500_000].map(sizeWords)).toEqual(['12 B', '1.2 KB', '46 KB', '2.5 MB'])
  expect(downloadName('bikes', 'base64+zip', '')).toBe('bikes.zip')
  expect(downloadName('bikes', 'text', 'handler.py')).toBe('handler.py')
})
