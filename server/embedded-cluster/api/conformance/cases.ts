/** What each recording needs besides what it shows itself. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, wordOf } from '../json.ts'
import type { Backend } from './backend.ts'
import { backendFor } from './backend.ts'
import { asStored, established, of } from './givens.ts'
import { objectsIn } from './compare.ts'
import type { Recording } from './recordings.ts'
import type { World } from './world.ts'

export interface Case {
  /** Recordings whose answers were there before. */
  given?: string[]
  objects?: ApiObject[]
  /** `Kind/namespace/name` of what was not there. */
  without?: string[]
  withoutDefinitions?: boolean
  /** What the answer shows came about by the request. */
  showsNothing?: boolean
  /** Nothing was there but what the answer shows. */
  onlyShown?: boolean
  version?: number
  now?: Date
  /** Paths in the answer that cannot be the same; `headers.<name>` and `body` too. */
  ignore?: RegExp[]
  backend?: Backend
  /** Happens before the request. */
  before?: (world: World) => Promise<void>
  /** Happens once the answer has begun. */
  during?: (world: World) => Promise<void>
}

type Find = (id: string) => Recording
type CaseFor = Case | ((recording: Recording, find: Find) => Case)

const crud = (name: string) => `1.36-2-crud/${name}`
const crd = (name: string) => `1.36-3-crd/${name}`
const managers = [/managedFields/, /generation$/]
const functions121 = ['1.21/functions-list-namespace']

/** By the end of the id; the first that fits counts. */
const cases: [RegExp, CaseFor][] = [
  [
    /053-admin-unknown-cr-404$|052-jane-unknown|077-typed-after|00[3-7]-crd-|(009|011)-crd-create/,
    { withoutDefinitions: true },
  ],
  [/001-ns-create$/, { without: ['Namespace//rec'] }],
  [/147-ns-gone$/, { without: ['Namespace//rec-die'] }],
  [/006-cm-put$/, { given: [crud('004-cm-get')] }],
  [/(009-cm-put-wrong-uid|010-cm-put-name-mismatch|013-cm-patch-merge)$/, { given: [crud('006-cm-put')] }],
  [/014-cm-patch-strategic$/, { given: [crud('013-cm-patch-merge')] }],
  [
    /(016-cm-patch-json-test-fails|018-cm-patch-merge-stale-rv)$/,
    { given: [crud('014-cm-patch-strategic')] },
  ],
  [/(020-cm-patch-merge-array-value|086-delete)$/, { given: [crud('071-list')] }],
  [/(023-ssa-again|025-ssa-force)$/, { given: [crud('022-ssa-create')] }],
  [
    /062-token-request$/,
    {
      objects: [of('v1', 'ServiceAccount', { name: 'default', namespace: 'default' })],
      ignore: [/status\.token$/],
    },
  ],
  [/058-generate-name$/, { ignore: [/metadata\.name$/] }],
  [/(064-finalizer-add-while-deleting|065-finalizer-remove)$/, { given: [crud('063-finalizer-get')] }],
  [
    /(067-table-list|068-table-include-object|070-partial-metadata-list|072-list-limit|073-list-continue)$/,
    (_, find) => ({
      objects: configMaps(find),
      version: 321,
      now: new Date('2026-11-23T09:47:36Z'),
      showsNothing: true,
    }),
  ],
  [
    /080-list-rv-exact$/,
    (_, find) => ({
      given: [crud('004-cm-get')],
      objects: configMaps(find).filter(({ metadata }) => metadata.name === 'kube-root-ca.crt'),
      version: 307,
      showsNothing: true,
    }),
  ],
  [/096-secret-immutable$/, { given: [crud('094-secret-create')] }],
  [/09[78]-secret-(immutable-change|type-change)$/, { given: [crud('096-secret-immutable')] }],
  [
    /(101-svc-clusterip-change|107-proxy-no-endpoints|108-proxy-no-endpoints-port)$/,
    { objects: [plainService()] },
  ],
  [/103-svc-name-digit-first$/, { ignore: [/clusterIP/] }],
  [/12[45]-dep-scale/, { given: [crud('112-dep-create')] }],
  [
    /127-dep-table$/,
    (_, find) => ({
      objects: undeleted(find(crud('128-dep-delete-foreground'))),
      ignore: [/resourceVersion/],
      now: new Date('2026-11-23T09:47:40Z'),
    }),
  ],
  [
    /(062-finalizer-delete|128-dep-delete-foreground|075-typed-delete-crd|073-pod-delete|024-gc-foreground-delete|037-job-delete-default|function-delete-200|function-delete-applied-foreground|functions-deletecollection-200)$/,
    (recording) => ({ objects: undeleted(recording) }),
  ],
  [/020-cr-create-exists$|031-cr-put-no-rv-422$/, { given: [crd('019-cr-create')] }],
  [/030-cr-put-stale$|034-cr-patch-strategic-415$/, { given: [crd('041-cr-list')] }],
  [
    /035-cr-patch-json$/,
    (recording) => ({
      objects: changed(recording, (object) => ({
        ...object,
        metadata: { ...object.metadata, generation: 3, resourceVersion: '408' },
        spec: { ...spec(object), timeout: '11' },
      })),
    }),
  ],
  [/03[78]-cr-ssa-(conflict|force)$/, { given: [crd('036-cr-ssa')] }],
  [/\/0(5[6-9]|6\d|74)-typed-/, (_, find) => ({ objects: widgets(find) })],
  [/012-watch-rv1-too-old$/, { version: 404 }],
  [/watch-410-expired$/, { version: 503 }],
  [/001-watch-cr-add-mod-del$/, { version: 428, during: changeW1, showsNothing: true }],
  [/002-watch-timeoutSeconds-close$/, { version: 428, before: changeW1, showsNothing: true }],
  [/003-watch-cr-bookmarks$/, { version: 428, before: changeW1, during: makeW2, showsNothing: true }],
  [/020-watch-table$/, { given: ['1.36-4-watch/004-watch-no-rv'], now: new Date('2026-11-23T09:48:31Z') }],
  [
    /024-watch-label-enter-leave$/,
    { version: 449, during: moveLabel, showsNothing: true, ignore: [/managedFields/] },
  ],
  [
    /071-pod-image-change-forbidden-field$/,
    { given: ['1.36-5-pods-proxy-logs/001-pod-get'], ignore: [/message$/] },
  ],
  [/074-pod-evict$/, { given: ['1.36-5-pods-proxy-logs/060-pod-pend'] }],
  [
    /014-after-compaction-continue$|015-after-compaction-list-exact$/,
    (_, find) => ({ objects: secrets(find), version: 738, showsNothing: true }),
  ],
  [
    /016-after-compaction-watch-old$/,
    (_, find) => ({ objects: secrets(find), version: 738, showsNothing: true, during: deleteSecrets }),
  ],
  [/019-ssa-on-updated-conflict$/, (_, find) => ({ objects: ownDeployment(find, true) })],
  [
    /022-ssa-null-value$/,
    (_, find) => ({ objects: ownDeployment(find, false), ignore: [/managedFields\[0\]\.time$/] }),
  ],
  [/02[13]-ssa-(rv-stale|duplicate-list-key)$/, { given: ['1.36-7-extras/022-ssa-null-value'] }],
  [
    /030-pods-of-both-table$/,
    { given: ['1.36-7-extras/029-pods-of-both'], now: new Date('2026-11-23T09:49:42Z') },
  ],
  [/001-watch-cut-by-shutdown$/, { version: 995, during: (world) => Promise.resolve(world.stop()) }],
  [/002-while-starting-200$|namespaces-list$/, { onlyShown: true }],
  [/005-expired-list-exact$|007-expired-watch-cr$/, { version: 1013 }],
  [/function-get-after-delete$/, { onlyShown: true, during: (world) => dropFinalizers(world) }],
  [/functions-list-continue-410-expired$/, { version: 2652 }],
  [
    /functions-list-(continue-inconsistent-200|gzip|page1|page2|page-last|metadata-only)$/,
    { given: functions121, ignore: [/^metadata\.(continue|remainingItemCount)$/], showsNothing: false },
  ],
  [
    /function-(patch|replace)-.*200|function-replace-200-nochange$/,
    (recording) => ({ objects: fromBody(recording), given: functions121, ignore: managers }),
  ],
  [/function-get-table$/, { given: functions121, ignore: [/metadata/, /cells/] }],
  [/function-apply-409-field-conflict$/, (_, find) => ({ objects: applied(find) })],
  [/^1\.21\/function-create-/, {}],
  [/^1\.21\/function-/, { given: functions121 }],
  [/deployment-scale-get$/, { given: ['1.21/deployments-list'] }],
  [/^1\.21\/object-endpoints$/, { ignore: [/headers\.warning/] }],
  [/^1\.21\/(ssar-|ssrr-)/, { ignore: [/creationTimestamp/, /status\.(resourceRules|nonResourceRules)/] }],
  [/self-subject-rules-review$/, { ignore: [/status\.nonResourceRules/] }],
  [/^1\.21\/discovery-crd-get$/, { onlyShown: true, ignore: [/finalizers/], withoutDefinitions: true }],
  [/(log|proxy|invoke)-|-log$/, (recording) => ({ backend: backendFor(recording) })],
]

export function caseOf(recording: Recording, find: Find): Case {
  const found = cases.find(([pattern]) => pattern.test(recording.id))?.[1] ?? {}
  return typeof found === 'function' ? found(recording, find) : found
}

function answered(recording: Recording): ApiObject[] {
  const json = recording.exchanges[0]?.response.json
  return objectsIn(json).flatMap((object) => asStored({ ...kindOf(json), ...object }))
}

function kindOf(json: Json | undefined): JsonObject {
  const { kind, apiVersion } = isObject(json) ? json : {}
  return typeof kind === 'string' && kind.endsWith('List') ? { kind: kind.slice(0, -4), apiVersion } : {}
}

/** What was there before the delete that is recorded. */
function undeleted(recording: Recording): ApiObject[] {
  const added = ['foregroundDeletion', 'orphan']
  const isByCollection = recording.exchanges[0]?.request.path.includes('?labelSelector') ?? false
  return answered(recording).map((object) => {
    const { deletionTimestamp, deletionGracePeriodSeconds: _, ...metadata } = object.metadata
    const counts =
      deletionTimestamp !== undefined &&
      metadata.generation !== undefined &&
      object.kind !== 'CustomResourceDefinition'
    const finalizers = metadata.finalizers?.filter((name) => !added.includes(name))
    return {
      ...object,
      metadata: {
        ...metadata,
        ...(counts && !isByCollection && { generation: (metadata.generation ?? 1) - 1 }),
        finalizers: finalizers?.length ? finalizers : undefined,
      },
    }
  })
}

function changed(recording: Recording, change: (object: ApiObject) => ApiObject): ApiObject[] {
  return answered(recording).map(change)
}

function spec(object: ApiObject): JsonObject {
  return isObject(object['spec']) ? object['spec'] : {}
}

/** What a PUT sends is what was there, but for the change. */
function fromBody(recording: Recording): ApiObject[] {
  const [exchange] = recording.exchanges
  if (exchange?.request.method !== 'PUT') return []
  const body: unknown = JSON.parse(exchange.request.body ?? '{}')
  return isObject(body) ? asStored(body) : []
}

/** The seven ConfigMaps of the namespace, with as many keys as their table says. */
function configMaps(find: Find): ApiObject[] {
  const counts: Record<string, number> = {}
  const table = find(crud('067-table-list')).exchanges[0]?.response.json
  const rows = isObject(table) && Array.isArray(table['rows']) ? table['rows'] : []
  for (const row of rows) {
    const cells = isObject(row) && Array.isArray(row['cells']) ? row['cells'] : []
    counts[wordOf(cells[0])] = Number(cells[1])
  }
  const known = new Map(
    [...answered(find(crud('079-list-rv0'))), ...answered(find(crud('071-list')))].map((object) => [
      object.metadata.name,
      object,
    ]),
  )
  const list = find(crud('070-partial-metadata-list')).exchanges[0]?.response.json
  const items = isObject(list) && Array.isArray(list['items']) ? list['items'] : []
  return items.filter(isObject).flatMap((item) => {
    const name = isObject(item['metadata']) ? wordOf(item['metadata']['name']) : ''
    const data = Object.fromEntries(
      Array.from({ length: counts[name] ?? 0 }, (_, index) => [`k${index}`, '1']),
    )
    return (
      known.get(name) ??
      asStored({
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: item['metadata'],
        ...(counts[name] && { data }),
      })
    )
  })
}

function plainService(): ApiObject {
  return of(
    'v1',
    'Service',
    { name: 'svc', namespace: 'rec' },
    {
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.53.0.9',
        clusterIPs: ['10.53.0.9'],
        sessionAffinity: 'None',
        selector: { app: 'svc' },
        ports: [{ port: 8080, targetPort: 8080, protocol: 'TCP' }],
      },
    },
  )
}

function widgets(find: Find): ApiObject[] {
  return answered(find(crd('055-typed-crd-create'))).map(established)
}

/** `s0` to `s5`, made one after another. */
function secrets(find: Find): ApiObject[] {
  const [one] = answered(find('1.36-7-extras/015-after-compaction-list-exact'))
  if (!one) return []
  return Array.from({ length: 6 }, (_, index) => ({
    ...one,
    metadata: { ...one.metadata, name: `s${index}`, resourceVersion: String(733 + index) },
  }))
}

/** The Deployment before the controller applied to it; with replicas set by the recorder when they are to conflict. */
function ownDeployment(find: Find, isHeld: boolean): ApiObject[] {
  return answered(find('1.36-7-extras/022-ssa-null-value')).map((object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: isHeld
        ? [
            {
              manager: 'rig136-rec',
              operation: 'Update',
              apiVersion: 'apps/v1',
              fieldsType: 'FieldsV1',
              fieldsV1: { 'f:spec': { 'f:replicas': {} } },
            },
          ]
        : object.metadata.managedFields?.filter(({ manager }) => manager !== 'controller'),
    },
  }))
}

function applied(find: Find): ApiObject[] {
  return undeleted(find('1.21/function-delete-applied-foreground'))
}

const agent = { 'user-agent': 'rig136-rec/1' }

async function changeW1(world: World): Promise<void> {
  const place = '/apis/kubeless.io/v1beta1/namespaces/rec/functions'
  const body = {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name: 'w1' },
    spec: { handler: 'h.f' },
  }
  await world.send('POST', place, body, agent)
  await world.send(
    'PATCH',
    `${place}/w1`,
    { spec: { x: 1 } },
    { ...agent, 'content-type': 'application/merge-patch+json' },
  )
  await world.send('DELETE', `${place}/w1`, undefined, agent)
}

async function makeW2(world: World): Promise<void> {
  const body = {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name: 'w2' },
    spec: { handler: 'h.f' },
  }
  await world.send('POST', '/apis/kubeless.io/v1beta1/namespaces/rec/functions', body, agent)
}

async function moveLabel(world: World): Promise<void> {
  const place = '/api/v1/namespaces/rec/configmaps'
  const merge = { 'content-type': 'application/merge-patch+json' }
  await world.send('POST', place, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'wcm' } })
  await world.send('PATCH', `${place}/wcm`, { metadata: { labels: { app: 'x' } } }, merge)
  await world.send('PATCH', `${place}/wcm`, { metadata: { labels: { app: 'y' } } }, merge)
}

async function deleteSecrets(world: World): Promise<void> {
  for (let index = 0; index < 5; index++)
    await world.send('DELETE', `/api/v1/namespaces/x7/secrets/s${index}`)
}

async function dropFinalizers(world: World): Promise<void> {
  const merge = { 'content-type': 'application/merge-patch+json' }
  await world.send(
    'PATCH',
    '/apis/kubeless.io/v1beta1/namespaces/rec/functions/hello',
    { metadata: { finalizers: null } },
    merge,
  )
}
