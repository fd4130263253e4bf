import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { imageOf, runtimeNotes } from './images.ts'
import { findPrograms } from './programs.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kui-programs-'))
  await mkdir(join(folder, 'shims'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A program that writes how often it was asked, and answers with what is in the file `version` beside its folder. */
async function aShim(name: string, answer: string): Promise<void> {
  const path = join(folder, 'shims', name)
  await writeFile(path, `#!/bin/sh\necho asked >>${folder}/asked\n${answer}\n`)
  await chmod(path, 0o755)
}
const find = () => findPrograms(join(folder, 'data'), { PATH: `${join(folder, 'shims')}:/bin:/usr/bin` })
const timesAsked = async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n').length

test('the executable behind a shim is found, and not asked for twice', async () => {
  await aShim('python3', `echo ${process.execPath}; echo 3.12.1`)
  expect((await find()).python).toEqual({ path: process.execPath, version: '3.12.1' })
  expect((await find()).python).toEqual({ path: process.execPath, version: '3.12.1' })
  expect(await timesAsked()).toBe(1)
})

test('when another version is chosen, it is asked again', async () => {
  await writeFile(join(folder, 'version'), '3.12.1')
  await aShim('python3', `echo ${process.execPath}; cat ${folder}/version`)
  expect((await find()).python?.version).toBe('3.12.1')
  await writeFile(join(folder, 'version'), '3.13.0')
  expect((await find()).python?.version).toBe('3.13.0')
})

test('a program that is broken is not there', async () => {
  await aShim('python3', 'echo no version is set >&2; exit 127')
  expect((await find()).python).toBeUndefined()
})

test('Node is the one we run on', async () => {
  expect((await find()).node).toEqual({ path: process.execPath, version: process.versions.node })
})

const programs = {
  node: { path: '/n/bin/node', version: '20.1.0' },
  python: { path: '/p/bin/python3', version: '3.11.7' },
}

test.each([
  ['python:3.13-slim', 'program'],
  ['docker.io/library/python:3', 'program'],
  ['node@sha256:0000', 'program'],
  ['kubeless-ui:0.1.0', 'built-in'],
  ['registry.example/team/kubeless-ui:0.1.0', 'built-in'],
  ['python:2.7', 'absent'],
  ['ruby:3.3', 'absent'],
  ['kubeless/nodejs@sha256:00', 'absent'],
  ['example.com/python:3', 'absent'],
])('%s: %s', (image, kind) => expect(imageOf(image, programs).kind).toBe(kind))

test('each runtime says on what it runs here, or why not and what to do', () => {
  const runtime = (ID: string, version: string, image?: string) => ({
    ID,
    depName: '',
    fileNameSuffix: '',
    versions: [{ name: ID, version, images: image ? [{ phase: 'runtime' as const, image }] : [] }],
  })
  const notes = runtimeNotes(programs, [
    runtime('python', '3.13', 'python:3.13-slim'),
    runtime('python', '2.7', 'python:2.7-slim'),
    runtime('ruby', '3.3', 'ruby:3.3'),
    runtime('java', '11'),
  ])
  expect(notes['python3.13']).toEqual({ isAvailable: true, note: "Runs on this machine's Python 3.11.7" })
  expect(notes['python2.7']).toMatchObject({
    isAvailable: false,
    note: expect.stringContaining('Python 3') as string,
  })
  expect(notes['ruby3.3']).toMatchObject({
    isAvailable: false,
    install: expect.stringContaining('ruby') as string,
  })
  expect(notes['java11']?.isAvailable).toBe(false)
})
