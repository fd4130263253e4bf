/** What has to be in the embedded cluster before anything can be deployed: namespaces, Kubeless's kinds, its configuration. */
import { createHash } from 'node:crypto'
import type { RuntimeNote } from '../contract/runtimes.ts'
import { customResourceDefinitions } from '../functions/crds.ts'
import type { ConfigMap, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { isConflict, isNotFound } from '../kubernetes/errors.ts'
import type { RuntimeImages } from '../runtimes/runtime-images.ts'

export interface Provisions {
  runtimeImages: readonly RuntimeImages[]
  /** By name of the runtime. */
  runtimeNotes: Readonly<Record<string, RuntimeNote>>
  uiVersion: string
}

const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'kubeless']
const configPlace = { namespace: 'kubeless', name: 'kubeless-config' }
/** Fingerprints of the values we wrote, by key: what differs from its own is somebody else's. */
const writtenAnnotation = 'kubeless-ui/written'
/** Says something about this machine, so nobody else can know better. */
const alwaysOurs = ['runtime-notes']

/** Creates what is missing and brings up to date what is ours. What a user has changed stays. */
export async function provision(client: KubernetesClient, provisions: Provisions): Promise<void> {
  await Promise.all([
    ...customResourceDefinitions.map((definition) => provisionDefinition(client, definition)),
    ...namespaces.map((name) =>
      createIfMissing(client, resources.namespaces, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      }),
    ),
  ])
  await provisionConfig(client, configData(provisions))
}

function configData({ runtimeImages, runtimeNotes, uiVersion }: Provisions): Record<string, string> {
  return {
    'runtime-images': JSON.stringify(runtimeImages, undefined, 2),
    'runtime-notes': JSON.stringify(runtimeNotes, undefined, 2),
    'provision-image': `kubeless-ui:${uiVersion}`,
    'provision-command': JSON.stringify(['node', '/app/prepare.js']),
    deployment: '{}',
    'enable-build-step': 'false',
    'ingress-enabled': 'false',
    'service-type': 'ClusterIP',
  }
}

async function provisionConfig(client: KubernetesClient, data: Record<string, string>): Promise<void> {
  const current = await getIfThere<ConfigMap>(client, resources.configMaps, configPlace)
  const written = JSON.stringify(
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, fingerprint(value)])),
  )
  const annotations = { [writtenAnnotation]: written }
  if (!current)
    return createIfMissing(client, resources.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...configPlace, annotations },
      data,
    } as ConfigMap)
  const before = writtenBefore(current)
  const changed = Object.entries(data).filter(([key, value]) => {
    const there = current.data?.[key]
    const isOurs = alwaysOurs.includes(key) || there === undefined || fingerprint(there) === before[key]
    return isOurs && there !== value
  })
  if (changed.length === 0 && current.metadata.annotations?.[writtenAnnotation] === written) return
  await client.patch(resources.configMaps, configPlace, {
    merge: { metadata: { annotations }, data: Object.fromEntries(changed) },
  })
}

function writtenBefore({ metadata }: ConfigMap): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(metadata.annotations?.[writtenAnnotation] ?? '{}')
    return typeof read === 'object' && read !== null ? { ...read } : {}
  } catch {
    return {} // Then all of it counts as somebody else's.
  }
}

function fingerprint(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 16)
}

/** A definition is ours as a whole; annotations on it (they say where `kubeless-config` is) are not. */
async function provisionDefinition(
  client: KubernetesClient,
  definition: KubeObject & { spec: object },
): Promise<void> {
  const { name } = definition.metadata
  const annotation = 'kubeless-ui/definition'
  const print = fingerprint(JSON.stringify(definition.spec))
  const current = await getIfThere(client, resources.customResourceDefinitions, { name })
  const annotations = { ...definition.metadata.annotations, [annotation]: print }
  if (!current)
    return createIfMissing(client, resources.customResourceDefinitions, {
      ...definition,
      metadata: { ...definition.metadata, annotations },
    })
  if (current.metadata.annotations?.[annotation] === print) return
  const merge = { metadata: { annotations: { [annotation]: print } }, spec: definition.spec }
  await client.patch(resources.customResourceDefinitions, { name }, { merge })
}

async function getIfThere<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  ref: { namespace?: string; name: string },
): Promise<T | undefined> {
  try {
    return await client.get<T>(resource, ref)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

async function createIfMissing(
  client: KubernetesClient,
  resource: Resource,
  object: KubeObject,
): Promise<void> {
  try {
    await client.create(resource, object)
  } catch (error) {
    if (!isConflict(error)) throw error
  }
}
