import { expect, test } from 'vitest'
import type { FunctionDetails, FunctionStatus } from '#contract/functions.ts'
import { textState } from './text-state.ts'

function words(status: Partial<FunctionStatus>, draft = { isDirty: false, isBeingSent: false }): string {
  const details = {
    checksum: 'sha256:new',
    status: { state: 'ready', reason: 'why', ready: 1, wanted: 1, answering: [], ...status },
  } as Pick<FunctionDetails, 'checksum' | 'status'> as FunctionDetails
  return textState(details, draft).words
}

test.each([
  [{ state: 'ready' }, 'Live'],
  [{ state: 'starting' }, 'Deploying…'],
  [{ state: 'deploying', answering: ['sha256:old'] }, 'Deploying…'],
  [{ state: 'deleting' }, 'Deleting…'],
  [{ state: 'stopped' }, 'Stopped'],
  [{ state: 'failing', answering: ['sha256:old'] }, 'Not live: previous version answers'],
  [{ state: 'failing', answering: [] }, 'Not live'],
  [{ state: 'failing', answering: ['sha256:old', 'sha256:new'] }, 'Partly live'],
] as [Partial<FunctionStatus>, string][])(
  'a text whose function is %o is called "%s"',
  (status, expected) => {
    expect(words(status)).toBe(expected)
  },
)

test('changes on the screen count before whatever the cluster says', () => {
  expect(words({ state: 'failing' }, { isDirty: true, isBeingSent: false })).toBe('Unsaved changes')
  expect(words({ state: 'ready' }, { isDirty: true, isBeingSent: true })).toBe('Deploying…')
})
