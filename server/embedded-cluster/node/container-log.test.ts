import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createContainerLog, logLimits } from './container-log.ts'
import type { ContainerLog } from './container-log.ts'
import { lastWords, readLog } from './read-log.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kui-log-'))
  path = join(folder, 'hello', '0.log')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const all = { follow: false, timestamps: false }
const write = (log: ContainerLog, text: string) => log.write('stdout', Buffer.from(text))

async function read(
  options: Partial<Parameters<typeof readLog>[2]> = {},
  live?: ContainerLog,
): Promise<string> {
  let text = ''
  for await (const chunk of readLog(path, live, { ...all, ...options }, new AbortController().signal) ?? [])
    text += Buffer.from(chunk).toString()
  return text
}

test('lines are stored as a container runtime does, each with a time of its own', async () => {
  const log = createContainerLog(path)
  write(log, 'one\ntwo\nthr')
  log.write('stderr', Buffer.from('oh\n'))
  write(log, 'ee\nno end')
  log.end()
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z (stdout|stderr) F /)
  expect(lines.map((line) => line.slice(31))).toEqual([
    'stdout F one',
    'stdout F two',
    'stderr F oh',
    'stdout F three',
    'stdout F no end',
  ])
  const times = lines.map((line) => line.slice(0, 30))
  expect([...new Set(times)].sort()).toEqual(times)
})

test('the end, everything since a time, and no more than so many bytes can be asked for', async () => {
  const log = createContainerLog(path)
  write(log, Array.from({ length: 5000 }, (_, i) => `line ${i} ${'x'.repeat(50)}\n`).join(''))
  write(log, 'a\nb\nc\n')
  log.end()
  expect(await read({ tailLines: 2 })).toBe('b\nc\n')
  expect(await read({ tailLines: 0 })).toBe('')
  expect((await read({ tailLines: 4000 })).split('\n').length).toBe(4001)
  expect((await read()).split('\n').length).toBe(5004)
  expect(await read({ tailLines: 1, limitBytes: 1 })).toBe('c')
  const [time = ''] = (await read({ tailLines: 2, timestamps: true })).split(' ')
  expect(await read({ sinceTime: time })).toBe('b\nc\n')
  expect(await read({ sinceTime: '2999-01-01T00:00:00Z' })).toBe('')
  expect((await read({ sinceTime: '2001-01-01T00:00:00Z' })).length).toBe((await read()).length)
  expect(await lastWords(path)).toMatch(/x\na\nb\nc\n$/)
})

test('a reader follows to the end of the run, through rotations', async () => {
  const log = createContainerLog(path, { ...logLimits, fileBytes: 2000 })
  write(log, 'before\n')
  const reading = read({ follow: true }, log)
  for (let i = 0; i < 100; i++) {
    write(log, `${i} ${'x'.repeat(100)}\n`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  log.end()
  const lines = (await reading).trimEnd().split('\n')
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'before',
    ...Array.from({ length: 100 }, (_, i) => String(i)),
  ])
  expect(log.rotations).toBeGreaterThan(3)
})

test('a reader who goes away stops reading at once', async () => {
  const log = createContainerLog(path)
  write(log, 'one\n')
  const going = new AbortController()
  const seen: string[] = []
  for await (const chunk of readLog(path, log, { ...all, follow: true }, going.signal) ?? []) {
    seen.push(Buffer.from(chunk).toString())
    going.abort()
  }
  expect(seen).toEqual(['one\n'])
  log.end()
})

test('never more than two files of the size given are kept, and the older lines go first', async () => {
  const log = createContainerLog(path, { ...logLimits, fileBytes: 10_000 })
  for (let i = 0; i < 1000; i++) write(log, `line ${i}\n`)
  log.end()
  const text = await read()
  expect(text.length).toBeLessThan(20_000)
  expect(text.endsWith('line 999\n')).toBe(true)
  expect(text).not.toContain('line 0\n')
})

test('of a flood the beginning and the end are kept, and how much was dropped in between is said', async () => {
  const log = createContainerLog(path, { fileBytes: 10_000_000, burstBytes: 10_000, bytesPerSecond: 1 })
  write(log, 'first\n')
  for (let i = 0; i < 1000; i++) write(log, `${'z'.repeat(999)}\n`)
  write(log, 'last\n')
  log.end()
  const lines = (await read()).trimEnd().split('\n')
  expect(lines[0]).toBe('first')
  expect(lines.at(-1)).toBe('last')
  const dropped = Number(
    /^\((\d+) lines dropped here/.exec(lines.find((line) => line.startsWith('(')) ?? '')?.[1],
  )
  expect(dropped).toBeGreaterThan(500)
  expect(lines.length - 1 + dropped).toBe(1002)
})

test('a line without end is cut between characters', async () => {
  const log = createContainerLog(path)
  write(log, '🚲'.repeat(40_000))
  log.end()
  const lines = (await read()).trimEnd().split('\n')
  expect(lines.length).toBe(3)
  expect(lines.join('')).toBe('🚲'.repeat(40_000))
})
