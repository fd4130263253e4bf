import { expect, test } from 'vitest'
import type { FunctionDetails } from '#contract/functions.ts'
import { changeDraft, startDraft } from '../../features/editor/draft.ts'
import type { Draft, DraftFields } from '../../features/editor/draft.ts'
import { filesOf, placesInLog, showingOf } from './shown-code.ts'

function aVersion(changes: Partial<FunctionDetails> = {}): FunctionDetails {
  return {
    ...{ name: 'hello', namespace: 'default', runtime: 'python3.13', handler: 'handler.hello' },
    ...{ code: 'one', deps: '', contentType: 'text', checksum: 'sha256:1' },
    ...{ timeoutSeconds: 180, env: [], cpu: '', memory: '', port: 8080, labels: {}, description: '' },
    ...{ uid: 'u1', resourceVersion: '10', createdAt: '', changedAt: '' },
    status: { state: 'ready', reason: '', ready: 1, wanted: 1, answering: ['sha256:1'] },
    rollout: { state: 'live', checksum: '', savedAt: '', steps: [] },
    envFromElsewhere: [],
    fileName: 'handler.py',
    depsFileName: 'requirements.txt',
    ...changes,
  }
}

const archive = aVersion({ contentType: 'base64+zip', code: 'UEs', fileName: '' })
const edited = (details: FunctionDetails, changes: Partial<DraftFields>): Draft =>
  changeDraft(startDraft(details), { type: 'edited', changes })
const entry = (path: string, isText = true) => ({ path, kind: 'file' as const, size: 1, isText, mode: 0 })

function shown(file: string, checksum: string | undefined, draft: Draft, details = draft.base) {
  const earlier = { ...aVersion({ checksum: 'sha256:0', code: 'zero' }) }
  return showingOf(file, checksum, {
    details,
    draft,
    seen: (of) => (of === 'sha256:0' ? earlier : undefined),
  })
}

test('a line is shown in the editor only while it holds the text that answered', () => {
  expect(shown('handler.py', 'sha256:1', startDraft(aVersion())).kind).toBe('here')
  const draft = edited(aVersion(), { code: 'two' })
  expect(shown('handler.py', 'sha256:1', draft)).toMatchObject({
    kind: 'beside',
    place: { answered: 'one', shown: 'two', version: { checksum: 'sha256:1' } },
  })
})

test('an earlier version is shown beside the editor while this tab remembers it, else it is called lost', () => {
  const draft = startDraft(aVersion())
  expect(shown('handler.py', 'sha256:0', draft)).toMatchObject({
    kind: 'beside',
    place: { answered: 'zero', shown: 'one' },
  })
  expect(shown('handler.py', 'sha256:abcdefghi', draft)).toMatchObject({
    kind: 'lost',
    words: expect.stringContaining('Version abcdefg answered') as string,
  })
  expect(shown('handler.py', undefined, draft).kind).toBe('lost')
})

test('what the editor went back to is shown in it, whichever version it is', () => {
  expect(shown('handler.py', 'sha256:0', edited(aVersion(), { code: 'zero' })).kind).toBe('here')
})

test('a file of an archive is shown where it was not changed, and compared where it was', () => {
  expect(shown('lib/find.py', 'sha256:1', startDraft(archive)).kind).toBe('here')
  const draft = edited(archive, { files: [{ path: 'lib/find.py', text: 'two' }] })
  expect(shown('handler.py', 'sha256:1', draft).kind).toBe('here')
  expect(shown('lib/find.py', 'sha256:1', draft)).toMatchObject({
    kind: 'beside',
    place: { file: 'lib/find.py', shown: 'two' },
  })
  const replaced = edited(archive, { code: 'other', contentType: 'text' })
  expect(shown('lib/find.py', 'sha256:1', replaced)).toMatchObject({
    kind: 'beside',
    place: { file: 'lib/find.py', shown: undefined },
  })
  expect(shown('lib/find.py', 'sha256:9', startDraft(archive)).kind).toBe('lost')
})

test('the files of a function are its one text, or what is text in its archive without packages', () => {
  expect(filesOf(aVersion(), [])).toEqual(['handler.py', 'requirements.txt'])
  const entries = [entry('handler.py'), entry('lib/find.py'), entry('a.png', false), entry('vendor/x/y.php')]
  expect(filesOf(archive, entries)).toEqual(['handler.py', 'lib/find.py', 'requirements.txt'])
})

test('the log links what runs alone and stands on the screen', () => {
  const files = ['handler.py', 'lib/find.py']
  expect(placesInLog(archive, startDraft(archive), files)).toEqual(files)
  const draft = edited(archive, { files: [{ path: 'lib/find.py', text: 'two' }] })
  expect(placesInLog(archive, draft, files)).toEqual(['handler.py'])
  expect(placesInLog(aVersion(), edited(aVersion(), { code: 'two' }), ['handler.py'])).toEqual([])
  const status = { ...aVersion().status, answering: ['sha256:0'] }
  expect(placesInLog(aVersion({ status }), startDraft(aVersion()), files)).toEqual([])
})
