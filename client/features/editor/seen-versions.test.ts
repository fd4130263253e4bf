import { expect, test } from 'vitest'
import { rememberVersions } from './seen-versions.ts'

const ref = { namespace: 'default', name: 'hello' }
const version = (checksum: string, code = checksum) => ({
  ...ref,
  ...{ checksum, code, contentType: 'text' as const, fileName: 'handler.py' },
})

test('a version that was seen is found by its checksum, for its own function only', () => {
  const seen = rememberVersions()
  seen.note(version('one'))
  expect(seen.find(ref, 'one')?.code).toBe('one')
  expect(seen.find({ ...ref, name: 'other' }, 'one')).toBeUndefined()
  expect(seen.find(ref, 'two')).toBeUndefined()
})

test('the oldest go first, by number and by size; one seen again is as new', () => {
  const seen = rememberVersions(2, 10)
  for (const checksum of ['one', 'two', 'one', 'three']) seen.note(version(checksum))
  expect(['one', 'two', 'three'].map((checksum) => seen.find(ref, checksum)?.checksum)).toEqual([
    'one',
    undefined,
    'three',
  ])
  seen.note(version('large', 'x'.repeat(9)))
  expect(['three', 'large'].map((checksum) => seen.find(ref, checksum)?.checksum)).toEqual([
    undefined,
    'large',
  ])
})

test('what is no text, or has no checksum, is not kept', () => {
  const seen = rememberVersions()
  seen.note({ ...version('zip'), contentType: 'base64+zip' })
  seen.note(version(''))
  expect(seen.find(ref, 'zip')).toBeUndefined()
  expect(seen.find(ref, '')).toBeUndefined()
})
