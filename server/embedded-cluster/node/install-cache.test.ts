import { lstat, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createInstallCache } from './install-cache.ts'
import type { InstallInput } from './install-cache.ts'

let folder: string
let cacheDir: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kui-installs-'))
  cacheDir = join(folder, 'cache')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const input: InstallInput = {
  command: ['sh', '-c', 'npm install'],
  deps: '{"dependencies":{"left-pad":"^1.3.0"}}',
  env: { A: '1' },
  program: { path: '/usr/bin/node', version: '20.0.0' },
}

async function aVolume(name: string, files: Record<string, string>): Promise<string> {
  const volume = join(folder, name)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(volume, path, '..'), { recursive: true })
    await writeFile(join(volume, path), text)
  }
  return volume
}

/** What an installation would do. */
async function install(volume: string) {
  await mkdir(join(volume, 'node_modules', 'left-pad'), { recursive: true })
  await writeFile(join(volume, 'node_modules', 'left-pad', 'index.js'), 'pad')
  await mkdir(join(volume, 'lib', 'deep'), { recursive: true })
  await writeFile(join(volume, 'lib', 'deep', 'file'), 'deep')
}

test('what one installation left is put into another pod that has the same dependencies', async () => {
  const cache = createInstallCache(cacheDir)
  const key = cache.keyOf(input) ?? ''
  const first = await aVolume('first', { 'handler.js': 'one', 'lib/own.js': 'own' })
  expect(await cache.restore(key, first, 'first')).toBe(false)
  const before = await cache.look(first)
  await install(first)
  await cache.keep(key, first, before, 'first')
  expect(await readFile(join(first, 'node_modules/left-pad/index.js'), 'utf8')).toBe('pad')
  expect((await lstat(join(first, 'lib'))).isSymbolicLink()).toBe(false)

  const second = await aVolume('second', { 'handler.js': 'two', 'lib/other.js': 'other' })
  expect(await createInstallCache(cacheDir).restore(key, second, 'second')).toBe(true)
  expect(await readFile(join(second, 'node_modules/left-pad/index.js'), 'utf8')).toBe('pad')
  expect(await readFile(join(second, 'lib/deep/file'), 'utf8')).toBe('deep')
  expect(await readFile(join(second, 'lib/other.js'), 'utf8')).toBe('other')
  expect(await readFile(join(second, 'handler.js'), 'utf8')).toBe('two')
})

test('an installation that changes files of the code is not kept', async () => {
  const cache = createInstallCache(cacheDir)
  const volume = await aVolume('volume', { 'handler.js': 'one' })
  const before = await cache.look(volume)
  await install(volume)
  await writeFile(join(volume, 'handler.js'), 'patched')
  await cache.keep('key', volume, before, 'pod')
  expect(await cache.restore('key', await aVolume('other', { 'handler.js': 'one' }), 'other')).toBe(false)
  expect((await lstat(join(volume, 'node_modules'))).isDirectory()).toBe(true)
})

test.each<[string, Partial<InstallInput>]>([
  ['command', { command: ['sh', '-c', 'npm ci'] }],
  ['dependencies', { deps: '{"dependencies":{"left-pad":"1.0.0"}}' }],
  ['environment', { env: { A: '2' } }],
  ['program', { program: { path: '/usr/bin/node', version: '22.0.0' } }],
])('another %s is another installation', (_, change) => {
  const cache = createInstallCache(cacheDir)
  expect(cache.keyOf({ ...input, ...change })).not.toBe(cache.keyOf(input))
})

test.each([
  '',
  '{"dependencies":{"x":"file:../x"}}',
  '-r other.txt',
  './package',
  'requests\n-e .\n',
  '--find-links wheels\nrequests',
])('dependencies that lead to other files are installed each time: %s', (deps) =>
  expect(createInstallCache(cacheDir).keyOf({ ...input, deps })).toBeUndefined(),
)

test('the results that nobody uses go, those in use stay', async () => {
  const cache = createInstallCache(cacheDir)
  for (let i = 0; i < 24; i++) {
    const volume = await aVolume(`v${i}`, { 'handler.js': 'x' })
    const before = await cache.look(volume)
    await install(volume)
    await cache.keep(`key${i}`, volume, before, i === 0 ? 'kept' : 'gone')
  }
  const names = await readdir(cacheDir)
  expect(names.length).toBeLessThanOrEqual(21)
  expect(names).toContain('key0')
  expect(names).toContain('key23')
})
