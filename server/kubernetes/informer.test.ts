import { afterEach, expect, test } from 'vitest'
import type { ServerResponse } from 'node:http'
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import { connect } from './connect.ts'
import { startInformer } from './informer.ts'
import type { Informer } from './informer.ts'
import { answerJson, answerStatus, startScriptedApi, statusOf } from '../testing/scripted-api.ts'
import type { ScriptedApi, SeenRequest } from '../testing/scripted-api.ts'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

function pod(name: string, version: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name, resourceVersion: String(version) },
  }
}

interface World {
  items: KubeObject[]
  version: number
  /** Open watches, newest last. */
  watches: ServerResponse[]
  /** What becomes of the next requests; absent: served. */
  faults: ((request: SeenRequest, response: ServerResponse) => void)[]
}

async function given(items: KubeObject[]) {
  const world: World = { items, version: 10, watches: [], faults: [] }
  const api = await startScriptedApi((request, response) => {
    const fault = world.faults.shift()
    if (fault) return fault(request, response)
    if (request.url.includes('watch=true')) {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      world.watches.push(response)
    } else
      answerJson(response, 200, { metadata: { resourceVersion: String(world.version) }, items: world.items })
  })
  closers.push(() => api.close())
  const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'test' })
  closers.push(() => client.close())
  const informer = startInformer<KubeObject>(client, resources.pods)
  closers.push(() => informer.close())
  const changes: string[] = []
  informer.subscribe(({ type, object }) => changes.push(`${type} ${object.metadata.name}`))
  await informer.synced
  return { api, world, informer, changes }
}

function send(world: World, type: string, object: object) {
  world.watches.at(-1)?.write(JSON.stringify({ type, object }) + '\n')
}

/** Waits for the watch number `count`, counted from 1. */
async function watchNumber(api: ScriptedApi, count: number): Promise<SeenRequest> {
  const watches = () => api.seen.filter(({ url }) => url.includes('watch=true'))
  await api.until(() => watches().length >= count)
  return watches()[count - 1] as SeenRequest
}

function changeOf(informer: Informer<KubeObject>): Promise<void> {
  return new Promise((resolve) => {
    const stop = informer.subscribe(() => {
      stop()
      resolve()
    })
  })
}

const lists = (api: ScriptedApi) => api.seen.filter(({ url }) => !url.includes('watch=true')).length

test('an informer knows what was listed and hears what changes', async () => {
  const { api, world, informer, changes } = await given([pod('a', 1), pod('b', 2)])
  expect((await watchNumber(api, 1)).url).toContain('resourceVersion=10')
  let heard = changeOf(informer)
  send(world, 'MODIFIED', pod('a', 11))
  await heard
  heard = changeOf(informer)
  send(world, 'DELETED', pod('b', 12))
  await heard
  expect(changes).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b'])
  expect(informer.list('default').map(({ metadata }) => metadata.resourceVersion)).toEqual(['11'])
  expect(informer.list('other')).toEqual([])
  expect(informer.connection.state).toBe('connected')
})

test('a watch that breaks goes on where it was, without listing again', async () => {
  const { api, world, informer, changes } = await given([pod('a', 1)])
  await watchNumber(api, 1)
  const heard = changeOf(informer)
  send(world, 'ADDED', pod('b', 21))
  await heard
  world.watches[0]?.destroy()
  expect((await watchNumber(api, 2)).url).toContain('resourceVersion=21')
  const healed = changeOf(informer)
  send(world, 'ADDED', pod('c', 22))
  await healed
  expect(changes).toEqual(['ADDED a', 'ADDED b', 'ADDED c'])
  expect(lists(api)).toBe(1)
})

test('a bookmark moves the place a watch goes on from', async () => {
  const { api, world } = await given([])
  await watchNumber(api, 1)
  send(world, 'BOOKMARK', { kind: 'Pod', apiVersion: 'v1', metadata: { resourceVersion: '77' } })
  world.watches[0]?.end()
  expect((await watchNumber(api, 2)).url).toContain('resourceVersion=77')
})

test.each([
  ['an ERROR event', (world: World) => send(world, 'ERROR', statusOf(410, 'Expired'))],
  [
    'a status',
    (world: World) => {
      world.faults.push((_, response) => answerStatus(response, 410, 'Expired'))
      world.watches[0]?.end()
    },
  ],
  ['a line that is not JSON', (world: World) => world.watches[0]?.write('{"type":\n')],
  ['an event of a type nobody knows', (world: World) => send(world, 'RENAMED', pod('same', 12))],
])('after %s everything is read again, and only what differs is told', async (_, fail) => {
  const { api, world, informer, changes } = await given([pod('same', 1), pod('gone', 2), pod('changed', 3)])
  await watchNumber(api, 1)
  world.items = [pod('same', 1), pod('changed', 9), pod('new', 10)]
  world.version = 20
  fail(world)
  await api.until((seen) => seen.some(({ url }) => url.includes('resourceVersion=20')))
  expect(lists(api)).toBe(2)
  expect(changes.slice(3)).toEqual(['MODIFIED changed', 'ADDED new', 'DELETED gone'])
  expect(informer.connection.state).toBe('connected')
})

test('an informer says that it is cut off, keeps what it knows, and comes back', async () => {
  const { api, world, informer } = await given([pod('a', 1)])
  await watchNumber(api, 1)
  const states: string[] = []
  const back = new Promise<void>((resolve) =>
    informer.subscribeConnection(({ state, reason }) => {
      states.push(reason ? `${state}: ${reason}` : state)
      if (state === 'connected') resolve()
    }),
  )
  world.faults.push((_, response) =>
    answerStatus(response, 503, 'ServiceUnavailable', { message: 'starting up' }),
  )
  world.watches[0]?.destroy()
  expect(informer.list().length).toBe(1)
  await back
  expect(states).toEqual(['disconnected: the connection broke', 'disconnected: starting up', 'connected'])
})

test('a busy API is asked again once, when it said so', async () => {
  const { api, world, informer } = await given([])
  await watchNumber(api, 1)
  world.faults.push((_, response) => response.writeHead(429, { 'retry-after': '0.01' }).end())
  world.watches[0]?.destroy()
  await watchNumber(api, 3)
  const heard = changeOf(informer)
  send(world, 'ADDED', pod('a', 11))
  await heard
  expect(api.seen.length).toBe(4)
})

test('a listener that throws does not keep the others from hearing', async () => {
  const { api, world, informer, changes } = await given([])
  await watchNumber(api, 1)
  informer.subscribe(() => {
    throw new Error('mine alone')
  })
  const heard = changeOf(informer)
  send(world, 'ADDED', pod('a', 11))
  await heard
  expect(changes).toEqual(['ADDED a'])
})

test('pages are put together, and an expired page starts over', async () => {
  const { api, world, informer } = await given([])
  const page = (items: KubeObject[], next?: string) => (_: SeenRequest, response: ServerResponse) =>
    answerJson(response, 200, { metadata: { resourceVersion: '50', continue: next }, items })
  world.faults.push(
    (_, response) => answerStatus(response, 410, 'Expired'),
    page([pod('a', 1)], 'next'),
    (_, response) => answerStatus(response, 410, 'Expired'),
    page([pod('a', 1)], 'next'),
    page([pod('b', 2)]),
  )
  world.watches[0]?.end()
  await api.until((seen) => seen.filter(({ url }) => url.includes('resourceVersion=50')).length === 1)
  expect(informer.list().map(({ metadata }) => metadata.name)).toEqual(['a', 'b'])
  expect(api.seen.filter(({ url }) => url.includes('continue=next')).length).toBe(2)
})

test('a closed informer asks nothing more', async () => {
  const { api, world, informer } = await given([])
  await watchNumber(api, 1)
  const closed = new Promise((resolve) => world.watches[0]?.on('close', resolve))
  informer.close()
  await closed
  expect(api.seen.length).toBe(2)
})
