import { expect, test } from 'vitest'
import type { FunctionDetails } from '#contract/functions.ts'
import { changedFields, changeDraft, changeOf, isDirty, mergeWithTheirs, startDraft } from './draft.ts'
import type { Draft, DraftAction } from './draft.ts'

function aVersion(changes: Partial<FunctionDetails> = {}): FunctionDetails {
  return {
    name: 'hello',
    namespace: 'default',
    runtime: 'nodejs24',
    handler: 'handler.hello',
    code: 'one',
    deps: '',
    contentType: 'text',
    checksum: 'sha256:1',
    timeoutSeconds: 180,
    env: [],
    cpu: '',
    memory: '',
    port: 8080,
    labels: {},
    description: '',
    uid: 'u1',
    resourceVersion: '10',
    createdAt: '',
    changedAt: '',
    status: { state: 'ready', reason: '', ready: 1, wanted: 1, answering: [] },
    rollout: { state: 'live', checksum: '', savedAt: '', steps: [] },
    envFromElsewhere: [],
    fileName: 'handler.js',
    depsFileName: 'package.json',
    ...changes,
  }
}

function after(...actions: DraftAction[]): Draft {
  return actions.reduce(changeDraft, startDraft(aVersion()))
}

function conflictsOf(draft: Draft): string[] | undefined {
  return draft.theirs && mergeWithTheirs(draft, draft.theirs).conflicts.map(({ field }) => field)
}

const typed = (code: string): DraftAction => ({ type: 'edited', changes: { code } })
const live = (changes: Partial<FunctionDetails>): DraftAction => ({
  type: 'live',
  details: aVersion(changes),
})

test('a draft is dirty exactly while it differs from the stored version', () => {
  expect(isDirty(after())).toBe(false)
  expect(isDirty(after(typed('two')))).toBe(true)
  expect(isDirty(after(typed('two'), typed('one')))).toBe(false)
  expect(
    changedFields(after(typed('two'), { type: 'edited', changes: { env: [{ name: 'A', value: '1' }] } })),
  ).toEqual(['code', 'env'])
})

test('a clean draft follows the live version', () => {
  const draft = after(live({ code: 'theirs', resourceVersion: '11' }))
  expect(draft.fields.code).toBe('theirs')
  expect(isDirty(draft)).toBe(false)
})

test('a version that came while there were changes is held until somebody decides', () => {
  const draft = after(typed('mine'), live({ code: 'theirs', resourceVersion: '11' }))
  expect(draft.fields.code).toBe('mine')
  expect(draft.theirs?.code).toBe('theirs')
  expect(draft.base.resourceVersion).toBe('10')

  expect(changeDraft(draft, { type: 'theirs-taken' })).toMatchObject({
    fields: { code: 'theirs' },
    base: { resourceVersion: '11' },
  })
  const kept = changeDraft(draft, { type: 'mine-kept' })
  expect(kept.fields.code).toBe('mine')
  expect(kept.theirs).toBeUndefined()
  expect(changeOf(kept)).toMatchObject({ code: 'mine', resourceVersion: '11' })
})

test('keeping mine takes over what they changed elsewhere', () => {
  const draft = after(typed('mine'), live({ timeoutSeconds: 5, resourceVersion: '11' }), {
    type: 'mine-kept',
  })
  expect(draft.fields).toMatchObject({ code: 'mine', timeoutSeconds: '5' })
})

test('a change that only moves status and version keeps the draft and stands on the new version', () => {
  const draft = after(typed('mine'), live({ resourceVersion: '12' }))
  expect(draft.theirs).toBeUndefined()
  expect(changeOf(draft)).toMatchObject({ code: 'mine', resourceVersion: '12' })
})

test('the same text arriving from elsewhere makes the draft clean', () => {
  expect(isDirty(after(typed('two'), live({ code: 'two', resourceVersion: '11' })))).toBe(false)
})

test('typing goes on while a deploy is on its way, and its own echo is not a change from elsewhere', () => {
  const echo = live({ code: 'two', resourceVersion: '11' })
  const stored: DraftAction = { type: 'stored', details: aVersion({ code: 'two', resourceVersion: '11' }) }
  const draft = after(typed('two'), { type: 'sent' }, typed('three'), echo, stored)
  expect(draft).toMatchObject({
    fields: { code: 'three' },
    base: { code: 'two' },
    theirs: undefined,
    sent: undefined,
  })
  expect(isDirty(draft)).toBe(true)
  expect(isDirty(after(typed('two'), { type: 'sent' }, stored))).toBe(false)
})

test('an answer that overtook newer news does not take the draft back', () => {
  const stored: DraftAction = { type: 'stored', details: aVersion({ code: 'two', resourceVersion: '11' }) }
  expect(after(typed('two'), { type: 'sent' }, stored, live({ resourceVersion: '10' })).base.code).toBe('two')
})

test('what somebody else stored right after my deploy is held like any other change', () => {
  const stored: DraftAction = { type: 'stored', details: aVersion({ code: 'two', resourceVersion: '11' }) }
  const theirs = live({ code: 'theirs', resourceVersion: '12' })
  expect(after(typed('two'), { type: 'sent' }, typed('three'), theirs, stored)).toMatchObject({
    fields: { code: 'three' },
    theirs: { code: 'theirs' },
  })
  expect(after(typed('two'), { type: 'sent' }, theirs, stored).fields.code).toBe('theirs')
})

test('a refused deploy keeps everything typed', () => {
  const draft = after(typed('two'), { type: 'sent' }, { type: 'refused' })
  expect(draft).toMatchObject({ fields: { code: 'two' }, sent: undefined })
  expect(isDirty(draft)).toBe(true)
})

test('a function made anew under the same name is a change from elsewhere', () => {
  expect(after(typed('mine'), live({ uid: 'u2', resourceVersion: '3' })).theirs?.uid).toBe('u2')
  expect(after(live({ uid: 'u2', code: 'new', resourceVersion: '3' })).fields.code).toBe('new')
})

test('numbers are sent as numbers, what is empty is left out, and what is no number stays wrong', () => {
  const change = changeOf(
    after({
      type: 'edited',
      changes: {
        timeoutSeconds: ' 30 ',
        replicas: '',
        port: 'eighty',
        handler: ' a.b ',
        env: [{ name: '', value: '' }],
      },
    }),
  )
  expect(change).toMatchObject({
    timeoutSeconds: 30,
    replicas: undefined,
    port: NaN,
    handler: 'a.b',
    env: [],
  })
})

test('changes to different lines are merged, and nothing is asked about them', () => {
  const base = aVersion({ code: 'a\nb\nc\nd' })
  const theirs = aVersion({ code: 'A\nb\nc\nd', memory: '64Mi', resourceVersion: '11' })
  const draft = [typed('a\nb\nc\nD'), { type: 'live', details: theirs } as const].reduce(
    changeDraft,
    startDraft(base),
  )
  expect(conflictsOf(draft)).toEqual([])
  const merged = changeDraft(draft, { type: 'mine-kept' })
  expect(merged.fields).toMatchObject({ code: 'A\nb\nc\nD', memory: '64Mi' })
  expect(changeOf(merged).resourceVersion).toBe('11')
})

test('a line both have changed is for a person to decide, and what was decided counts', () => {
  const draft = after(typed('mine'), live({ code: 'theirs', handler: 'x.y', resourceVersion: '11' }))
  expect(conflictsOf(draft)).toEqual(['code'])
  expect(changeDraft(draft, { type: 'mine-kept' }).fields).toMatchObject({ code: 'mine', handler: 'x.y' })
  const decided = changeDraft(draft, { type: 'mine-kept', decided: { code: 'both' } })
  expect(decided.fields.code).toBe('both')
  expect(decided.theirs).toBeUndefined()
})
