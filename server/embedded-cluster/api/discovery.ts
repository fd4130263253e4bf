/** Which groups, versions and kinds there are, in the old and the aggregated form. */
import { createHash } from 'node:crypto'
import type { JsonObject } from './json.ts'
import type { Kind } from './kinds/kind.ts'
import type { Registry } from './kinds/registry.ts'

/** `GET /api`. */
export function coreVersions(address: string): JsonObject {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  }
}

/** `GET /apis`. */
export function groupList(registry: Registry): JsonObject {
  const groups = groupsOf(registry).map((group) => groupOf(registry, group))
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(({ kind: _, apiVersion: _1, ...rest }) => rest),
  }
}

/** `GET /apis/<group>`. */
export function groupOf(registry: Registry, group: string): JsonObject {
  const versions = versionsOf(registry, group).map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }))
  return { kind: 'APIGroup', apiVersion: 'v1', name: group, versions, preferredVersion: versions[0] ?? null }
}

/** `GET /api/v1` and `GET /apis/<group>/<version>`. */
export function resourceList(registry: Registry, group: string, version: string): JsonObject {
  const kinds = kindsOf(registry, group, version)
  const isCustom = kinds.some((kind) => kind.custom)
  return {
    kind: 'APIResourceList',
    ...((isCustom || group !== '') && { apiVersion: 'v1' }),
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: kinds.flatMap(resourcesOf),
  }
}

/** `GET /api` or `GET /apis` in the aggregated form. */
export function aggregated(registry: Registry, isCore: boolean): JsonObject {
  const groups = isCore ? [''] : groupsOf(registry)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map((group) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versionsOf(registry, group).map((version) => ({
        version,
        resources: kindsOf(registry, group, version).map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  }
}

/** What the text of an answer is recognised by. */
export function etagOf(text: string): string {
  return `"${createHash('sha512').update(text).digest('hex').toUpperCase()}"`
}

/** Every path there is, for `GET /`. */
export function rootPaths(registry: Registry): string[] {
  const fixed = [
    '/.well-known/openid-configuration',
    '/api',
    '/api/v1',
    '/apis',
    '/apis/',
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ]
  const groups = groupsOf(registry).flatMap((group) => [
    `/apis/${group}`,
    ...versionsOf(registry, group).map((version) => `/apis/${group}/${version}`),
  ])
  return [...fixed, ...groups].sort()
}

/** Groups but the core one, in the order they came. */
function groupsOf(registry: Registry): string[] {
  return [...new Set(registry.all().map(({ group }) => group))].filter((group) => group !== '')
}

/** The most stable and newest version first. */
function versionsOf(registry: Registry, group: string): string[] {
  const versions = new Set(
    registry
      .all()
      .filter((kind) => kind.group === group)
      .map(({ version }) => version),
  )
  return [...versions].sort(byStability)
}

/** `v2`, `v1`, `v1beta1`, `v1alpha1`, anything else. */
export function byStability(a: string, b: string): number {
  const [rankA, majorA, minorA] = rankOf(a)
  const [rankB, majorB, minorB] = rankOf(b)
  return rankB - rankA || majorB - majorA || minorB - minorA || (a < b ? -1 : 1)
}

function rankOf(version: string): [number, number, number] {
  const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version)
  if (!found) return [0, 0, 0]
  const rank = found[2] === undefined ? 3 : found[2] === 'beta' ? 2 : 1
  return [rank, Number(found[1]), Number(found[3] ?? 0)]
}

function kindsOf(registry: Registry, group: string, version: string): Kind[] {
  return registry.all().filter((kind) => kind.group === group && kind.version === version)
}

function resourcesOf(kind: Kind): JsonObject[] {
  const { plural, singular, isNamespaced: namespaced, verbs, shortNames, categories } = kind
  const own: JsonObject = {
    name: plural,
    singularName: singular,
    namespaced,
    kind: kind.kind,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(verbs.includes('list') && { storageVersionHash: storageHash(kind) }),
  }
  const subresources = kind.subresources.map((one) => ({
    name: `${plural}/${one.name}`,
    singularName: '',
    namespaced,
    ...(one.group !== undefined && { group: one.group, version: one.version ?? 'v1' }),
    kind: one.kind,
    verbs: one.verbs,
  }))
  return [own, ...subresources]
}

function aggregatedResource(kind: Kind): JsonObject {
  const { plural, singular, isNamespaced, verbs, shortNames, categories, subresources } = kind
  const own = kind.custom ? { group: kind.group, version: kind.version } : { group: '', version: '' }
  return {
    resource: plural,
    responseKind: { ...own, kind: kind.kind },
    scope: isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && {
      subresources: subresources.map((one) => ({
        subresource: one.name,
        responseKind:
          one.group === undefined
            ? { ...own, kind: one.kind }
            : { group: one.group, version: one.version ?? 'v1', kind: one.kind },
        verbs: one.verbs,
      })),
    }),
  }
}

/** The first bytes of the hash of what a kind is stored as. */
function storageHash(kind: Kind): string {
  const stored = kind.custom ? { ...kind, version: kind.custom.storageVersion } : kind
  const text = `${kind.group}/${stored.version}/${kind.kind}`
  return createHash('sha256').update(text).digest().subarray(0, 8).toString('base64')
}
