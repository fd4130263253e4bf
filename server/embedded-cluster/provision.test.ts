import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConfigMap } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { connect } from '../kubernetes/connect.ts'
import { startApi } from './api/start-api.ts'
import type { EmbeddedApi } from './api/start-api.ts'
import { provision } from './provision.ts'

let dataDir: string
let api: EmbeddedApi
let client: KubernetesClient
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kui-'))
  api = await startApi({ dataDir })
  client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'test' })
})
afterAll(async () => {
  client.close()
  await api.close()
  await rm(dataDir, { recursive: true, force: true })
})

const python = { ID: 'python', depName: 'requirements.txt', fileNameSuffix: '.py', versions: [] }
const provisions = (uiVersion: string, note: string) => ({
  runtimeImages: [python],
  runtimeNotes: { 'python3.13': { isAvailable: true, note } },
  uiVersion,
})
const place = { namespace: 'kubeless', name: 'kubeless-config' }
const config = () => client.get<ConfigMap>(resources.configMaps, place)

test('everything a function needs is there, and stays as it is when it is provided again', async () => {
  await provision(client, provisions('1.0.0', 'Runs'))
  const { items } = await client.list(resources.namespaces)
  expect(items.map(({ metadata }) => metadata.name)).toEqual(
    expect.arrayContaining(['default', 'kube-node-lease', 'kube-public', 'kube-system', 'kubeless']),
  )
  expect((await client.list(resources.functions)).items).toEqual([])
  const before = await config()
  expect(before.data).toMatchObject({
    'provision-image': 'kubeless-ui:1.0.0',
    'provision-command': '["node","/app/prepare.js"]',
    'runtime-images': JSON.stringify([python], undefined, 2),
  })
  await provision(client, provisions('1.0.0', 'Runs'))
  expect((await config()).metadata.resourceVersion).toBe(before.metadata.resourceVersion)
})

test('an upgrade brings up to date what is ours and keeps what a user has changed', async () => {
  await client.patch(resources.configMaps, place, { merge: { data: { 'runtime-images': '[]', mine: 'x' } } })
  await provision(client, provisions('2.0.0', 'Runs on another'))
  expect((await config()).data).toMatchObject({
    'runtime-images': '[]',
    mine: 'x',
    'provision-image': 'kubeless-ui:2.0.0',
    'runtime-notes': expect.stringContaining('Runs on another') as string,
  })
})

test('a user who takes the change back gets our updates again', async () => {
  await client.patch(resources.configMaps, place, { merge: { data: { 'runtime-images': null } } })
  await provision(client, provisions('2.0.0', 'Runs'))
  expect((await config()).data?.['runtime-images']).toBe(JSON.stringify([python], undefined, 2))
})
