import { expect, test } from 'vitest'
import type { FunctionSummary } from '#contract/functions.ts'
import type { RuntimeInfo } from '#contract/runtimes.ts'
import { compareVersions, languagesOf, startsOf } from './languages.ts'
import { resolve } from './new-function.ts'

const runtime = (id: string, version: string, changes: Partial<RuntimeInfo> = {}): RuntimeInfo => ({
  name: `${id}${version}`,
  id,
  version,
  language: id === 'python' ? 'Python' : 'Node.js',
  editorLanguage: id,
  isAvailable: true,
  fileNameSuffix: '.x',
  depsFileName: '',
  samples: ['Hello', 'Sums'].map((title) => ({
    title,
    description: '',
    name: title.toLowerCase(),
    handler: `handler.${title.toLowerCase()}`,
    code: `${title} in ${id}`,
    deps: title === 'Sums' ? 'ms' : '',
    request: { method: 'GET', type: 'text', body: '' },
  })),
  ...changes,
})

const summary = (namespace: string, name: string): FunctionSummary => ({
  name,
  namespace,
  runtime: 'python3.13',
  state: 'ready',
  ready: 1,
  wanted: 1,
  changedAt: '',
})

const surroundings = {
  runtimes: [
    runtime('ruby', '3.3', { language: 'Ruby', isAvailable: false, samples: [] }),
    runtime('python', '2.7', { isAvailable: false }),
    runtime('python', '3.9'),
    runtime('python', '3.13'),
    runtime('nodejs', '24'),
  ],
  functions: [summary('default', 'hello'), summary('team', 'sums')],
  namespaces: ['kube-system', 'default', 'team'].map((name) => ({
    name,
    isProtected: name === 'kube-system',
  })),
}

test('what nobody touched is suggested: the newest runtime that can run, its first sample, a free name', () => {
  const { spec } = resolve({}, surroundings)
  expect(spec).toEqual({
    name: 'hello-2',
    namespace: 'default',
    runtime: 'python3.13',
    handler: 'handler.hello',
    code: 'Hello in python',
  })
})

test('what was typed stays when the runtime changes, everything else follows it', () => {
  const { spec } = resolve(
    { runtime: 'nodejs24', sample: 'Sums', name: 'mine', handler: 'test.hello' },
    surroundings,
  )
  expect(spec).toMatchObject({ name: 'mine', handler: 'test.hello', code: 'Sums in nodejs', deps: 'ms' })
})

test('an emptied field stays empty', () => {
  expect(resolve({ name: '', handler: '' }, surroundings).spec).toMatchObject({ name: '', handler: '' })
})

test('the namespace on show is suggested unless functions are not allowed there, and names are free in it', () => {
  expect(resolve({}, { ...surroundings, namespace: 'team' }).spec).toMatchObject({
    namespace: 'team',
    name: 'hello',
  })
  expect(resolve({}, { ...surroundings, namespace: 'kube-system' }).spec.namespace).toBe('default')
})

test('a namespace where nothing may be created is suggested only when there is no other', () => {
  const suggested = (denied: string[]) =>
    resolve({}, { ...surroundings, namespace: 'team', denied }).spec.namespace
  expect(suggested(['team'])).toBe('default')
  expect(suggested(['default', 'team'])).toBe('team')
  const chosen = resolve({ namespace: 'team' }, { ...surroundings, denied: ['team'] })
  expect(chosen.spec.namespace).toBe('team')
})

test('a runtime without samples takes the code that was typed', () => {
  const bare = { ...surroundings, runtimes: [runtime('go', '1.14', { language: 'Go', samples: [] })] }
  expect(resolve({ code: 'package kubeless' }, bare).spec).toMatchObject({
    code: 'package kubeless',
    runtime: 'go1.14',
  })
})

test('languages that can run stand first, their newest runtimes on top', () => {
  expect(
    languagesOf(surroundings.runtimes).map(({ name, runtimes }) => [name, runtimes.map((r) => r.version)]),
  ).toEqual([
    ['Python', ['3.13', '3.9', '2.7']],
    ['Node.js', ['24']],
    ['Ruby', ['3.3']],
  ])
})

test('there is something to start from for each language that can run', () => {
  expect(
    startsOf(surroundings.runtimes).map((start) => `${start.sample.title} ${start.runtime.name}`),
  ).toEqual(['Hello python3.13', 'Sums python3.13', 'Hello nodejs24', 'Sums nodejs24'])
})

test.each([
  ['3.13', '3.9', 1],
  ['3.9', '3.13', -1],
  ['24', '24', 0],
  ['8', '14', -1],
  ['3', '3.1', -1],
])('version %s against %s', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign)
})
