/** What is peculiar to a kind when one of its objects is made or changed: fields only the server sets, and fields a write may not touch. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, listAt, objectAt, textAt } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Call } from './context.ts'
import { allocateAddress, allocateNodePorts } from './service-addresses.ts'

/** Kinds whose status is written through the `status` subresource only. */
export function hasStatusSubresource(kind: Kind): boolean {
  return kind.subresources.some(({ name }) => name === 'status')
}

export function onCreate(call: Call, object: ApiObject): ApiObject {
  const { kind } = call
  if (kind.custom) return hasStatusSubresource(kind) ? withStatus(object, undefined) : object
  return creations[kind.kind]?.(object, call) ?? object
}

export function onUpdate(call: Call, old: ApiObject, object: ApiObject, subresource?: string): ApiObject {
  const { kind } = call
  if (subresource === 'status') {
    const metadata = { ...old.metadata, managedFields: object.metadata.managedFields }
    return withStatus({ ...old, metadata }, object['status'])
  }
  if (subresource === 'finalize') return withStatus(object, old['status'])
  const changed = changes[kind.kind]?.(object, old) ?? object
  return hasStatusSubresource(kind) ? withStatus(changed, old['status']) : changed
}

const creations: Record<string, (object: ApiObject, call: Call) => ApiObject> = {
  Namespace: (object) => ({ ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
  Pod: (object) => ({
    ...withDefaultTolerations(object),
    status: { phase: 'Pending', qosClass: qosOf(object) },
  }),
  Deployment: (object) => withStatus(object, {}),
  ReplicaSet: (object) => withStatus(object, { replicas: 0 }),
  CronJob: (object) => withStatus(object, {}),
  Job: (object) => withJobLabels(withStatus(object, {})),
  Ingress: (object) => withStatus(object, { loadBalancer: {} }),
  HorizontalPodAutoscaler: (object) => withStatus(object, { desiredReplicas: 0, currentMetrics: null }),
  ResourceQuota: (object) => withStatus(object, {}),
  Service: (object, call) => ({ ...object, spec: allocated(object, call), status: { loadBalancer: {} } }),
  CustomResourceDefinition: withStoredVersions,
}

const changes: Record<string, (object: ApiObject, old: ApiObject) => ApiObject> = {
  Namespace: (object, old) => ({
    ...object,
    spec: { ...objectAt(object, 'spec'), finalizers: listAt(old, 'spec', 'finalizers') },
  }),
  Service: (object, old) => ({
    ...object,
    spec: keptAddress(objectAt(object, 'spec'), objectAt(old, 'spec')),
  }),
}

function withStatus(object: ApiObject, status: Json | undefined): ApiObject {
  const { status: _, ...rest } = object
  const plain: ApiObject = {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
  }
  return status === undefined ? plain : { ...plain, status }
}

function allocated(object: ApiObject, { cluster }: Call): JsonObject {
  const spec = objectAt(object, 'spec')
  if (spec['type'] === 'ExternalName') return spec
  const others = cluster.store
    .collection('/services')
    .list()
    .map((entry) => entry.object)
  return allocateNodePorts(allocateAddress(spec, others), others)
}

/** An address once given stays, unless the write says another (which validation refuses). */
function keptAddress(spec: JsonObject, old: JsonObject): JsonObject {
  if (spec['type'] === 'ExternalName') return spec
  const kept: JsonObject = { ...spec }
  for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
    if (kept[name] === undefined && old[name] !== undefined) kept[name] = old[name]
  if (spec['clusterIP'] !== undefined && spec['clusterIP'] !== old['clusterIP'])
    kept['clusterIPs'] = [spec['clusterIP']]
  return kept
}

/** A pod waits five minutes on a node that is lost. */
function withDefaultTolerations(object: ApiObject): ApiObject {
  const spec = objectAt(object, 'spec')
  const known = listAt(spec, 'tolerations')
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter((key) => !known.some((one) => textAt(one, 'key') === key))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))
  const tolerations = [...known, ...missing]
  const account =
    spec['serviceAccountName'] === undefined
      ? { serviceAccountName: 'default', serviceAccount: 'default' }
      : {}
  return {
    ...object,
    spec: { ...spec, ...account, preemptionPolicy: 'PreemptLowerPriority', priority: 0, tolerations },
  }
}

/** The version objects will be kept in. */
function withStoredVersions(object: ApiObject): ApiObject {
  const stored = listAt(object, 'spec', 'versions').filter((one) => isObject(one) && one['storage'] === true)
  const storedVersions = stored.map((one) => textAt(one, 'name') ?? '')
  const status = {
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions: storedVersions.length > 0 ? storedVersions : null,
  }
  return { ...object, status }
}

/** How well a pod's needs are known. */
function qosOf(object: ApiObject): string {
  const resources = [
    ...listAt(object, 'spec', 'containers'),
    ...listAt(object, 'spec', 'initContainers'),
  ].map((one) => ({
    requests: objectAt(one, 'resources', 'requests'),
    limits: objectAt(one, 'resources', 'limits'),
  }))
  const isPlain = resources.every(
    ({ requests, limits }) => Object.keys(requests).length === 0 && Object.keys(limits).length === 0,
  )
  if (isPlain) return 'BestEffort'
  const isGuaranteed = resources.every(({ requests, limits }) =>
    ['cpu', 'memory'].every(
      (name) => limits[name] !== undefined && (requests[name] ?? limits[name]) === limits[name],
    ),
  )
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}

/** Jobs select their pods by their own uid. */
function withJobLabels(object: ApiObject): ApiObject {
  const spec = objectAt(object, 'spec')
  if (spec['manualSelector'] === true) return object
  const { uid = '', name } = object.metadata
  const own = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  const template = objectAt(spec, 'template')
  const metadata = objectAt(template, 'metadata')
  const labels = { ...objectAt(metadata, 'labels'), ...own }
  const labelled = { ...template, metadata: { ...metadata, labels } }
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } }
  return { ...object, spec: { ...spec, selector, template: labelled } }
}
