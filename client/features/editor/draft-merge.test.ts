import { expect, test } from 'vitest'
import type { EnvVariable } from '#contract/functions.ts'
import { decide, mergeFields } from './draft-merge.ts'
import type { DraftFields } from './draft.ts'

const base: DraftFields = {
  ...{ code: 'one', contentType: 'text', files: [], deps: '', handler: 'handler.hello', runtime: 'nodejs24' },
  ...{ timeoutSeconds: '180', env: [], memory: '', cpu: '', replicas: '', port: '8080' },
}
/** `A=1 B=2` */
const env = (text: string): EnvVariable[] =>
  text.split(' ').flatMap((row) => {
    const [name = '', value = ''] = row.split('=')
    return name === '' ? [] : [{ name, value }]
  })
const told = (rows: readonly EnvVariable[]) => rows.map(({ name, value }) => `${name}=${value}`).join(' ')

test.each([
  {
    what: 'different variables changed',
    from: 'A=1 B=2',
    mine: 'A=9 B=2',
    theirs: 'A=1 B=8',
    merged: 'A=9 B=8',
  },
  { what: 'both added one', from: 'A=1', mine: 'A=1 B=2', theirs: 'A=1 C=3', merged: 'A=1 B=2 C=3' },
  {
    what: 'I took one out, they changed another',
    from: 'A=1 B=2',
    mine: 'B=2',
    theirs: 'A=1 B=3',
    merged: 'B=3',
  },
  {
    what: 'they took one out, I added one',
    from: 'A=1 B=2',
    mine: 'A=1 B=2 C=3',
    theirs: 'A=1',
    merged: 'A=1 C=3',
  },
  { what: 'the same change in both', from: 'A=1', mine: 'A=2 B=1', theirs: 'A=2', merged: 'A=2 B=1' },
  { what: 'both took the same one out', from: 'A=1 B=2', mine: 'A=3', theirs: 'A=1', merged: 'A=3' },
])('variables, $what: merged and nothing asked', ({ from, mine, theirs, merged }) => {
  const { fields, conflicts } = mergeFields(
    { ...base, env: env(from) },
    { ...base, env: env(mine) },
    { ...base, env: env(theirs) },
  )
  expect(told(fields.env)).toBe(merged)
  expect(conflicts).toEqual([])
})

test.each([
  { what: 'changed differently', mine: 'A=2 B=2', theirs: 'A=3 B=1', keep: 'A=2 B=2', take: 'A=3 B=2' },
  { what: 'taken out by them', mine: 'A=2 B=2', theirs: 'B=1', keep: 'A=2 B=2', take: 'B=2' },
  { what: 'taken out by me', mine: 'B=2', theirs: 'A=3 B=1', keep: 'B=2', take: 'B=2 A=3' },
])('one variable, $what: a person chooses, and the others are merged', ({ mine, theirs, keep, take }) => {
  const merge = mergeFields(
    { ...base, env: env('A=1 B=1') },
    { ...base, env: env(mine) },
    { ...base, env: env(theirs) },
  )
  expect(merge.conflicts).toMatchObject([{ field: 'env', variable: 'A' }])
  expect(told(decide(merge, []).env)).toBe(keep)
  expect(told(decide(merge, ['theirs']).env)).toBe(take)
})

test('a row without a name is kept while it is being typed', () => {
  const mine = [...env('A=2'), { name: '', value: 'half' }]
  const { fields } = mergeFields(
    { ...base, env: env('A=1') },
    { ...base, env: mine },
    { ...base, env: env('A=1 B=1') },
  )
  expect(told(fields.env)).toBe('A=2 B=1 =half')
})

test('each field both changed is chosen for itself; the code is not', () => {
  const merge = mergeFields(
    base,
    { ...base, code: 'mine', timeoutSeconds: '60', memory: '64Mi' },
    { ...base, code: 'theirs', timeoutSeconds: '30', memory: '128Mi', cpu: '1' },
  )
  expect(merge.conflicts.map(({ field }) => field)).toEqual(['code', 'timeoutSeconds', 'memory'])
  expect(decide(merge, ['theirs', 'theirs', undefined])).toMatchObject({
    ...{ code: 'mine', timeoutSeconds: '30', memory: '64Mi', cpu: '1' },
  })
})

test('code of which one is no text is never put together', () => {
  const { fields, conflicts } = mergeFields(
    { ...base, code: 'a\nb' },
    { ...base, code: 'UEs', contentType: 'base64+zip' },
    { ...base, code: 'a\nc' },
  )
  expect(fields).toMatchObject({ code: 'UEs', contentType: 'base64+zip' })
  expect(conflicts.map(({ field }) => field)).toEqual(['code'])
})
