/** Which kinds the API has, those of CustomResourceDefinitions included. */
import type { KubernetesClient } from '../../kubernetes/client.ts'
import type { Resource } from '../../functions/resources.ts'

/** The kinds that can be listed, watched and deleted, each once, in the version its group prefers. */
export async function discoverKinds(client: KubernetesClient): Promise<Resource[]> {
  const groups = groupsIn(await client.getRaw('/apis'))
  const places = [{ group: '', version: 'v1' }, ...groups]
  const lists = await Promise.all(
    places.map(async (place) => resourcesIn(await readList(client, place), place)),
  )
  const known = new Map<string, Resource>()
  for (const resource of lists.flat()) {
    const key = `${resource.group}/${resource.plural}`
    if (!known.has(key)) known.set(key, resource)
  }
  return [...known.values()]
}

interface Place {
  group: string
  version: string
}

async function readList(client: KubernetesClient, { group, version }: Place): Promise<unknown> {
  return client.getRaw(group === '' ? `/api/${version}` : `/apis/${group}/${version}`)
}

/** The preferred version of each group first. */
function groupsIn(list: unknown): Place[] {
  return itemsOf(list, 'groups').flatMap((group) => {
    const name = textOf(group, 'name')
    const preferred = textOf(fieldOf(group, 'preferredVersion'), 'version')
    const versions = itemsOf(group, 'versions').map((version) => textOf(version, 'version'))
    return [...new Set([preferred, ...versions])].filter(Boolean).map((version) => ({ group: name, version }))
  })
}

const needed = ['delete', 'list', 'watch']

function resourcesIn(list: unknown, { group, version }: Place): Resource[] {
  return itemsOf(list, 'resources').flatMap((resource) => {
    const [plural, kind] = [textOf(resource, 'name'), textOf(resource, 'kind')]
    const verbs = itemsOf(resource, 'verbs')
    if (plural.includes('/') || !needed.every((verb) => verbs.includes(verb))) return []
    return [{ group, version, plural, kind, isNamespaced: fieldOf(resource, 'namespaced') === true }]
  })
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined
}

function textOf(value: unknown, name: string): string {
  const text = fieldOf(value, name)
  return typeof text === 'string' ? text : ''
}

function itemsOf(value: unknown, name: string): unknown[] {
  const items = fieldOf(value, name)
  return Array.isArray(items) ? (items as unknown[]) : []
}
