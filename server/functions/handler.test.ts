import { expect, test } from 'vitest'
import { codeKeyOf, fileNameOf, parseHandler } from './handler.ts'

test.each([
  ['test.hello', { module: 'test', entry: 'hello' }],
  ['a-b_c.d', { module: 'a-b_c', entry: 'd' }],
  ['hello', undefined],
  ['a.b.c', undefined],
  ['.x', undefined],
  ['x.', undefined],
  ['', undefined],
])('the handler %j has the parts %j', (handler, parts) => {
  expect(parseHandler(handler)).toEqual(parts)
})

test.each([
  ['test.hello', 'text', '.py', 'test.py', 'test.py'],
  ['test.hello', '', '.py', 'test.py', 'test.py'],
  ['test.hello', 'url', '.js', 'test.js', 'test.js'],
  ['Hello.main', 'base64', '.jar', 'Hello.jar', 'Hello.jar'],
  ['test.hello', 'text+deps', '.py', 'test.py', 'test.py'],
  ['handler.find', 'base64+zip', '.py', '', 'handler'],
  ['handler.find', 'url+compressedtar+deps', '.py', '', 'handler'],
  ['broken', 'text', '.py', 'broken.py', 'broken.py'],
  ['', 'text', '.py', '', ''],
])('%s as %j with suffix %s is the file %j under the key %j', (handler, type, suffix, file, key) => {
  expect(fileNameOf(handler, type, suffix)).toBe(file)
  expect(codeKeyOf(handler, type, suffix)).toBe(key)
})
