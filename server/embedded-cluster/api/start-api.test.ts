import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient, WatchEvent } from '../../kubernetes/client.ts'
import { connect } from '../../kubernetes/connect.ts'
import { startApi } from './start-api.ts'
import type { ApiOptions, EmbeddedApi } from './start-api.ts'

const closers: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kui-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function start(
  dataDir: string,
  options: Partial<ApiOptions> = {},
): Promise<{ api: EmbeddedApi; client: KubernetesClient }> {
  const api = await startApi({ dataDir, ...options })
  closers.push(() => api.close())
  return { api, client: clientOf(api.kubeconfig) }
}

function clientOf(kubeconfig: string): KubernetesClient {
  const client = connect({ kubeconfig }, { fieldManager: 'test' })
  closers.push(() => client.close())
  return client
}

const aMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { a: '1' },
})

test('what was acknowledged is there after a restart, at the same address, for the same token', async () => {
  const dataDir = await aFolder()
  const first = await start(dataDir)
  await first.client.create(resources.configMaps, aMap('kept'))
  await first.api.close()
  const second = await start(dataDir)
  expect(second.api.kubeconfig).toBe(first.api.kubeconfig)
  const found = await second.client.get(resources.configMaps, { namespace: 'default', name: 'kept' })
  expect(found).toMatchObject({ data: { a: '1' } })
})

test('a port that is taken meanwhile is given up, and the kubeconfig says the new one', async () => {
  const dataDir = await aFolder()
  const first = await start(dataDir)
  await first.api.close()
  const taken = createServer()
  await new Promise<void>((resolve) =>
    taken.listen(Number(new URL(first.api.server).port), '127.0.0.1', resolve),
  )
  closers.push(() => new Promise((resolve) => taken.close(resolve)))
  const second = await start(dataDir)
  expect(second.api.server).not.toBe(first.api.server)
  expect(await readFile(join(dataDir, 'kubeconfig'), 'utf8')).toContain(second.api.server)
})

test('keys, token and kubeconfig are for their owner only', async () => {
  const dataDir = await aFolder()
  await start(dataDir)
  const modes = await Promise.all(
    ['kubeconfig', 'kubernetes-token', 'pki/ca.key', 'pki/server.key', 'pki/service-accounts.key'].map(
      async (name) => (await stat(join(dataDir, name))).mode & 0o777,
    ),
  )
  expect(modes).toEqual([0o600, 0o600, 0o600, 0o600, 0o600])
})

test('a second instance on the same folder is refused', async () => {
  const dataDir = await aFolder()
  await start(dataDir)
  await expect(startApi({ dataDir })).rejects.toThrow()
})

test('whoever has no token, or another one, is told 401', async () => {
  const { api } = await start(await aFolder())
  const wrong = clientOf(api.kubeconfig.replace(/token: .*/, 'token: wrong'))
  await expect(wrong.list(resources.pods)).rejects.toMatchObject({ code: 401, message: 'Unauthorized' })
})

test('closing ends watches and returns', async () => {
  const { api, client } = await start(await aFolder())
  const { metadata } = await client.list(resources.pods)
  let isOpen = () => {}
  const opened = new Promise<void>((resolve) => (isOpen = resolve))
  const watching = (async () => {
    const seen: WatchEvent[] = []
    for await (const event of client.watch(resources.pods, {
      resourceVersion: metadata.resourceVersion ?? '',
      onOpen: () => isOpen(),
    }))
      seen.push(event)
    return seen.map(({ type }) => type)
  })()
  await opened
  await api.close()
  expect(await watching).toEqual(['BOOKMARK'])
})

test('with rbac a service account may do what its role says, and no more', async () => {
  const { api, client } = await start(await aFolder(), { authorization: 'rbac' })
  const place = { namespace: 'default' }
  const rbac = (plural: string, kind: string) => ({
    group: 'rbac.authorization.k8s.io',
    version: 'v1',
    plural,
    kind,
    isNamespaced: true,
  })
  const accounts = {
    group: '',
    version: 'v1',
    plural: 'serviceaccounts',
    kind: 'ServiceAccount',
    isNamespaced: true,
  }
  await client.create(accounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...place, name: 'reader' },
  })
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { ...place, name: 'read' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
  }
  await client.create(rbac('roles', 'Role'), role)
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { ...place, name: 'read' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'read' },
    subjects: [{ kind: 'ServiceAccount', name: 'reader' }],
  }
  await client.create(rbac('rolebindings', 'RoleBinding'), binding)
  const asked = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { ...place, name: 'reader' },
  }
  const answer: object = await client.create(accounts, asked, { subresource: 'token' })
  const { status } = answer as { status: { token: string } }
  const reader = clientOf(api.kubeconfig.replace(/token: .*/, `token: ${status.token}`))
  expect((await reader.list(resources.configMaps, place)).items).toEqual([])
  await expect(reader.create(resources.configMaps, aMap('a'))).rejects.toMatchObject({ code: 403 })
  await expect(reader.list(resources.secrets, place)).rejects.toThrow(
    'cannot list resource "secrets" in API group "" in the namespace "default"',
  )
  await client.delete(accounts, { ...place, name: 'reader' })
  await expect(reader.list(resources.configMaps, place)).rejects.toMatchObject({ code: 401 })
})

test('a namespace that is going takes nothing new, and goes when it is finalized', async () => {
  const { client } = await start(await aFolder())
  await client.create(resources.namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'brief' },
  })
  await client.delete(resources.namespaces, { name: 'brief' })
  const inside = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'brief' } }
  await expect(client.create(resources.configMaps, inside)).rejects.toThrow('because it is being terminated')
  const going = await client.get(resources.namespaces, { name: 'brief' })
  await client.replace(
    resources.namespaces,
    { ...going, spec: { finalizers: [] } },
    { subresource: 'finalize' },
  )
  await expect(client.get(resources.namespaces, { name: 'brief' })).rejects.toMatchObject({ code: 404 })
})

test('a pod on a node waits for the node to let go of it', async () => {
  const { client } = await start(await aFolder())
  const ref = { namespace: 'default', name: 'p' }
  const containers = [{ name: 'c', image: 'x' }]
  await client.create(resources.pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: ref,
    spec: { nodeName: 'n', containers },
  })
  await client.delete(resources.pods, ref)
  const going = await client.get(resources.pods, ref)
  expect(going.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 })
  await client.delete(resources.pods, ref, { gracePeriodSeconds: 0 })
  await expect(client.get(resources.pods, ref)).rejects.toMatchObject({ code: 404 })
})

test('objects of a definition go with it, those with finalizers last', async () => {
  const { client } = await start(await aFolder())
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'functions.kubeless.io' },
    spec: {
      group: 'kubeless.io',
      scope: 'Namespaced',
      names: { plural: 'functions', kind: 'Function' },
      versions: [{ name: 'v1beta1', served: true, storage: true, schema }],
    },
  }
  await client.create(resources.customResourceDefinitions, definition)
  const ref = { namespace: 'default', name: 'held' }
  await client.create(resources.functions, {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { ...ref, finalizers: ['kubeless.io/function'] },
  })
  await client.delete(resources.customResourceDefinitions, { name: 'functions.kubeless.io' })
  const { metadata } = await client.list(resources.customResourceDefinitions)
  const gone = (async () => {
    for await (const { type } of client.watch(resources.customResourceDefinitions, {
      resourceVersion: metadata.resourceVersion ?? '',
    }))
      if (type === 'DELETED') return true
    return false
  })()
  await client.patch(resources.functions, ref, { merge: { metadata: { finalizers: null } } })
  expect(await gone).toBe(true)
  await expect(client.list(resources.functions)).rejects.toMatchObject({ code: 404 })
})
