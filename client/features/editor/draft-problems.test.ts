import { expect, test } from 'vitest'
import type { Draft, DraftFields } from './draft.ts'
import { atRows, doubtAbout, placeOf, stillStanding } from './draft-problems.ts'

test('a problem of a variable is shown at its row, though blank rows are not sent', () => {
  const env = [
    { name: '', value: '' },
    { name: 'A', value: '1' },
    { name: '', value: '' },
    { name: '1B', value: '' },
  ]
  const draft = { fields: { env } } as Pick<Draft, 'fields'> as Draft
  const problems = [
    { code: 'env_invalid' as const, field: 'env[1].name', message: 'm' },
    { code: 'handler_invalid' as const, field: 'handler', message: 'm' },
    { code: 'env_too_many' as const, field: 'env', message: 'm' },
  ]
  expect(atRows(draft, problems).map(({ field }) => field)).toEqual(['env[3].name', 'handler', 'env'])
})

test.each([
  ['code', 'code'],
  ['deps', 'code'],
  [undefined, 'code'],
  ['env[0].name', 'settings'],
  ['timeoutSeconds', 'settings'],
])('a problem with %s is mended in %s', (field, place) =>
  expect(placeOf({ code: 'field_invalid', field, message: 'm' })).toBe(place),
)

test('what the server found wrong is forgotten once its field is changed', () => {
  const of = { handler: 'a', env: [], code: 'c' } as Partial<DraftFields> as DraftFields
  const problems = ['handler', 'env[0].name', 'namespace'].map((field) => ({
    code: 'field_invalid' as const,
    field,
    message: 'm',
  }))
  expect(stillStanding(problems, of, { ...of, handler: 'a.b' }).map(({ field }) => field)).toEqual([
    'env[0].name',
    'namespace',
  ])
  expect(stillStanding(problems, of, { ...of, env: [] }).map(({ field }) => field)).toEqual([
    'handler',
    'namespace',
  ])
})

test('code that runs as it is stored is not doubted, except on Node; once it differs, it is', () => {
  const draftOf = (runtime: string, state: string, isChanged = false) => {
    const stored = { runtime, handler: 'handler.hello', contentType: 'text', code: 'x = 1\n' }
    const base = { ...stored, status: { state } }
    return { base, fields: { ...stored, code: isChanged ? 'x = 2\n' : stored.code } } as unknown as Draft
  }
  expect(doubtAbout(draftOf('python3.13', 'ready'))).toBeUndefined()
  expect(doubtAbout(draftOf('python3.13', 'ready', true))?.message).toMatch(/defines no function/)
  expect(doubtAbout(draftOf('python3.13', 'failing'))?.message).toMatch(/defines no function/)
  expect(doubtAbout(draftOf('nodejs24', 'ready'))?.message).toMatch(/exports nothing/)
})
