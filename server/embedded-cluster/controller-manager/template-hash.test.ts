import { expect, test } from 'vitest'
import { digestOf, hashOf } from './template-hash.ts'
import { aTemplate } from './testing/test-cluster.ts'

test('a template is known again whoever wrote it', () => {
  const { metadata, spec } = aTemplate()
  const digest = digestOf({ metadata, spec })
  expect(digestOf({ spec, metadata })).toBe(digest)
  expect(digestOf({ spec, metadata: { ...metadata, creationTimestamp: null } })).toBe(digest)
  expect(digestOf({ spec, metadata: { labels: { 'pod-template-hash': 'x', ...metadata?.labels } } })).toBe(
    digest,
  )
  expect(digestOf(aTemplate('2'))).not.toBe(digest)
  expect(digestOf({ spec: { ...spec, volumes: [{ name: 'v', emptyDir: {} }] }, metadata })).not.toBe(digest)
})

test('a hash has no vowels, and another one when it was taken', () => {
  expect(hashOf('x', undefined)).toMatch(/^[4-9bcdf]{1,10}$/)
  expect(hashOf('x', 1)).not.toBe(hashOf('x', undefined))
})
