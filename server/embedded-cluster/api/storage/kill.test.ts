import { expect, test } from 'vitest'
import { killStorage } from '../../../tools/kill/storage-kills.ts'

test('a process killed at random moments loses no acknowledged write, and the next start works', async () => {
  const report = await killStorage(10, Date.now() % 2 ** 32)
  expect(report.rounds).toBe(10)
  expect(report.acknowledged).toBeGreaterThan(0)
})
