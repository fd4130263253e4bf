import { expect, test } from 'vitest'
import { caseOf } from './conformance/cases.ts'
import { leftOut } from './conformance/left-out.ts'
import { readRecordings } from './conformance/recordings.ts'
import type { Recording } from './conformance/recordings.ts'
import { replay } from './conformance/replay.ts'

const recordings = readRecordings()
/** Replayed at the same time: most of the time is waiting for watches to end. */
const lanes = 8

function find(id: string): Recording {
  const found = recordings.find((one) => one.id === id)
  if (!found) throw new Error(`there is no recording ${id}`)
  return found
}

test('the API answers as the recorded API servers did', async () => {
  const isLeftOut = ({ id }: Recording) => leftOut.some(([pattern]) => pattern.test(id))
  const queue = recordings.filter((one) => !isLeftOut(one) && one.exchanges.length > 0)
  const replayed = queue.length
  const disagreements: string[] = []
  const lane = async () => {
    for (let one = queue.shift(); one; one = queue.shift())
      disagreements.push(...(await replay(one, caseOf(one, find), find)).map((line) => `${one?.id}: ${line}`))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  const failed = new Set(disagreements.map((line) => line.split(': ')[0])).size
  const out = recordings.length - replayed
  console.log(`Conformance: ${replayed} replayed, ${replayed - failed} agreed, ${out} left out`)
  expect(disagreements).toEqual([])
})

test('every recording is replayed or left out for a reason, and every reason has its recordings', () => {
  const silent = recordings.filter(
    ({ id, exchanges }) => exchanges.length === 0 && !leftOut.some(([pattern]) => pattern.test(id)),
  )
  expect(silent.map(({ id }) => id)).toEqual([])
  const unused = leftOut.filter(([pattern]) => !recordings.some(({ id }) => pattern.test(id)))
  expect(unused.map(([, reason]) => reason)).toEqual([])
})
