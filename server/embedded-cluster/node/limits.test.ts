import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasInEnvironment, listProcesses } from './process-list.ts'
import { aPod, eventually, startTestNode } from './testing.ts'
import type { TestNode } from './testing.ts'
import type { NodePod } from './pod-spec.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
})
afterAll(() => node.close())

const never = { restartPolicy: 'Never' as const }
const endOf = async (name: string) => {
  const pod: NodePod = await node.until(
    name,
    ({ status }) => status?.phase === 'Failed' || status?.phase === 'Succeeded',
  )
  return pod.status?.containerStatuses?.[0]?.state.terminated
}
/** Everything alive that carries the variable. */
const marked = async (text: string) =>
  (await listProcesses()).filter(({ pid }) => hasInEnvironment(pid, text)).map(({ pid }) => pid)
const env = (value: string) => [{ name: 'MARKED', value }]

test('who takes more memory than its limit is killed, and its status says so', async () => {
  const hoard = `exec node -e "const all = []; setInterval(() => all.push(Buffer.alloc(8e6, 1)), 5)"`
  await node.create(
    aPod('hoard', hoard, { container: { resources: { limits: { memory: '128Mi' } } }, spec: never }),
  )
  expect(await endOf('hoard')).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
})

test('memory is counted for all processes of a container together', async () => {
  const part = `const b = Buffer.alloc(6e7, 1); setInterval(() => b[0], 1000)`
  const script = `node -e "${part}" & node -e "${part}" & node -e "${part}" & wait`
  await node.create(
    aPod('shares', script, { container: { resources: { limits: { memory: '160Mi' } } }, spec: never }),
  )
  expect(await endOf('shares')).toMatchObject({ exitCode: 137, reason: 'OOMKilled' })
})

test('a fork bomb is ended with everything it has started, however far that ran', async () => {
  const bomb = `exec node -e "const { spawn } = require('child_process'); for (;;) spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })"`
  await node.create(aPod('bomb', bomb, { container: { env: env('by-the-bomb') }, spec: never }))
  const end = await endOf('bomb')
  expect(end).toMatchObject({
    exitCode: 137,
    reason: 'Error',
    message: expect.stringContaining('allows 64') as string,
  })
  expect(await marked('by-the-bomb')).toEqual([])
})

test('whoever left group, session and parent is found all the same when its container ends', async () => {
  const daemon = `(setsid sh -c '(setsid sleep 600 &)' &); sleep 0.3; exit 0`
  await node.create(aPod('daemon', daemon, { container: { env: env('by-the-daemon') }, spec: never }))
  expect(await endOf('daemon')).toMatchObject({ exitCode: 0 })
  expect(await marked('by-the-daemon')).toEqual([])
})

test('files larger than the limit end the writer, not the disk', async () => {
  await node.create(aPod('large', 'ulimit -f', { spec: never }))
  await endOf('large')
  expect(Number((await node.log('large')).trim())).toBeLessThanOrEqual(2 * 1024 * 1024)
})

test('of a flood of output as much is kept as fits, its end always, and nobody waits for it', async () => {
  const flood = `const line = 'x'.repeat(99) + '\\n'; let n = 0; const go = () => { for (let i = 0; i < 1000; i++) process.stdout.write(line); if (++n < 400) setImmediate(go); else process.stdout.write('last\\n') }; go()`
  await node.create(aPod('flood', `exec node -e "${flood.replaceAll('$', '\\$')}"`, { spec: never }))
  expect(await endOf('flood')).toMatchObject({ exitCode: 0 })
  const log = await node.log('flood')
  expect(log.endsWith('last\n')).toBe(true)
  expect(log).toMatch(/\(\d+ lines dropped here/)
  expect(log.length).toBeLessThan(11 * 1024 * 1024)
})

test('one endless line is cut into lines', async () => {
  await node.create(
    aPod('endless', `exec node -e "process.stdout.write('y'.repeat(300000))"`, { spec: never }),
  )
  await endOf('endless')
  const lines = (await node.log('endless')).trim().split('\n')
  expect(lines.length).toBe(5)
  expect(lines.join('')).toBe('y'.repeat(300_000))
})

test('what an earlier run has left behind is ended at the next start', async () => {
  const { spawn } = await import('node:child_process')
  const { readFile } = await import('node:fs/promises')
  const mark = await readFile(`${node.dataDir}/node/mark`, 'utf8')
  const left = spawn('sleep', ['600'], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, KUBELESS_UI_CONTAINER: `${mark}/ab` },
  })
  left.unref()
  await eventually(async () => (await marked(`${mark}/ab`)).length > 0 || undefined)
  const ended = new Promise((resolve) => left.once('exit', (_, signal) => resolve(signal)))
  await node.restart()
  expect(await ended).toBe('SIGKILL')
  expect(existsSync(`/proc/${left.pid}/environ`)).toBe(false)
  expect(node.messages.join()).toMatch(/1 processes? of an earlier run/)
})

test('nothing is left when the node stops', async () => {
  await node.create(
    aPod('left', '(setsid sleep 600 &); exec sleep 600', { container: { env: env('left-over') } }),
  )
  await node.until('left', ({ status }) => status?.containerStatuses?.[0]?.state.running !== undefined)
  await eventually(async () => (await marked('left-over')).length >= 2 || undefined)
  await node.restart()
  await node.until('left', ({ status }) => status?.containerStatuses?.[0]?.restartCount === 1)
  const survivors = await marked('left-over')
  await node.client.delete(
    { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true },
    { namespace: 'default', name: 'left' },
    { gracePeriodSeconds: 0 },
  )
  await eventually(async () => (await marked('left-over')).length === 0 || undefined)
  expect(survivors.length).toBeLessThanOrEqual(2)
})
