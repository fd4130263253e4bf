import { expect, test } from 'vitest'
import type { Rollout, RolloutStep } from '#contract/rollout.ts'
import { durationWords, headlineOf, stepMs, supersededWords } from './rollout-words.ts'

const rollout = (state: Rollout['state'], steps: RolloutStep[], rest: Partial<Rollout> = {}): Rollout => ({
  state,
  checksum: '',
  savedAt: '2026-11-27T10:00:00Z',
  steps,
  ...rest,
})

test.each<[string, Rollout]>([
  ['Your code is live', rollout('live', [])],
  ['Your code is live after 1.5 s', rollout('live', [], { liveAfterMs: 1_493 })],
  ['Deploying: installing dependencies', rollout('running', [{ name: 'install', state: 'running' }])],
  ['Deploying: about to begin', rollout('running', [])],
  ['Not live: failed at dependencies', rollout('failed', [{ name: 'install', state: 'failed' }])],
  ['Scaled to zero', rollout('stopped', [])],
])('%s', (words, of) => {
  const { words: first, detail } = headlineOf(of)
  expect(detail ? `${first}: ${detail}` : first).toBe(words)
})

test('a version that replaced one that was on its way says so', () => {
  expect(supersededWords(rollout('running', []))).toBeUndefined()
  expect(supersededWords(rollout('running', [], { supersedes: '2026-11-27T09:59:59Z' }))).toContain(
    'on its way',
  )
  expect(supersededWords(rollout('live', [], { supersedes: '2026-11-27T09:59:59Z' }))).toContain(
    'never went live',
  )
})

test('a step that runs has taken as long as it runs, one that waits nothing', () => {
  const startedAt = '2026-11-27T10:00:00Z'
  const now = Date.parse('2026-11-27T10:00:03Z')
  expect(stepMs({ name: 'install', state: 'running', startedAt }, now)).toBe(3_000)
  expect(stepMs({ name: 'install', state: 'done', startedAt, durationMs: 40 }, now)).toBe(40)
  expect(stepMs({ name: 'install', state: 'running', startedAt }, now - 9_000)).toBe(0)
  expect(stepMs({ name: 'install', state: 'waiting' }, now)).toBeUndefined()
})

test.each([
  [40, '0.0 s'],
  [1_493, '1.5 s'],
  [9_960, '10 s'],
  [61_000, '61 s'],
  [180_000, '3 min'],
  [185_000, '3 min 5 s'],
])('%i ms are %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})
