import { expect, test } from 'vitest'
import { verify } from './htpasswd.ts'

// Made with Apache's and OpenSSL's own tools.
const file = [
  'md5:$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/',
  'sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=',
  'plain:{PLAIN}secret',
  'bcrypt:$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC',
].join('\n')

test.each([
  ['md5', 'secret', 'right'],
  ['md5', 'Secret', 'wrong'],
  ['sha', 'secret', 'right'],
  ['sha', '', 'wrong'],
  ['plain', 'secret', 'right'],
  ['bcrypt', 'secret', 'unreadable'],
  ['nobody', 'secret', 'wrong'],
  ['m', 'd5:$apr1', 'wrong'],
])('%s with %j is %s', (name, password, verdict) => {
  expect(verify(file, name, password)).toBe(verdict)
})

test('a long password is read whole', () => {
  expect(
    verify('long:$apr1$12345678$ZlJf7kyf6aMUP4MSGL0KR1', 'long', 'a password of more than sixteen letters'),
  ).toBe('right')
  expect(
    verify('long:$apr1$12345678$ZlJf7kyf6aMUP4MSGL0KR1', 'long', 'a password of more than sixteen'),
  ).toBe('wrong')
})
