/** Defaults of pods and pod templates. */
import type { JsonObject } from '../json.ts'
import { isObject, objectAt, textAt } from '../json.ts'
import { each, fill, within } from './fill.ts'

/** What every pod spec has, of a pod or of a template. */
export function podSpec(spec: JsonObject): JsonObject {
  let result = each(each(spec, 'containers', container), 'initContainers', container)
  result = each(result, 'volumes', volume)
  result = fill(result, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  })
  const account = textAt(result, 'serviceAccountName') ?? textAt(result, 'serviceAccount')
  return account === undefined ? result : { ...result, serviceAccountName: account, serviceAccount: account }
}

/** What only a pod itself has. */
export function podOnly(spec: JsonObject): JsonObject {
  return each(
    each(fill(spec, { enableServiceLinks: true }), 'containers', requestsFromLimits),
    'initContainers',
    requestsFromLimits,
  )
}

function container(one: JsonObject): JsonObject {
  const image = textAt(one, 'image') ?? ''
  const isLatest = image.endsWith(':latest') || !/[:@][^/]*$/.test(image)
  let result = fill(one, {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: isLatest ? 'Always' : 'IfNotPresent',
  })
  result = each(result, 'ports', (port) => fill(port, { protocol: 'TCP' }))
  result = each(result, 'env', envVar)
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) result = within(result, name, probe)
  return within(result, 'lifecycle', (hooks) =>
    within(within(hooks, 'postStart', httpGet), 'preStop', httpGet),
  )
}

function envVar(one: JsonObject): JsonObject {
  return within(one, 'valueFrom', (from) =>
    within(from, 'fieldRef', (field) => fill(field, { apiVersion: 'v1' })),
  )
}

function probe(one: JsonObject): JsonObject {
  return httpGet(
    fill(one, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  )
}

function httpGet(one: JsonObject): JsonObject {
  return within(one, 'httpGet', (get) => fill(get, { path: '/', scheme: 'HTTP' }))
}

function requestsFromLimits(one: JsonObject): JsonObject {
  return within(one, 'resources', (resources) => {
    const limits = objectAt(resources, 'limits')
    if (Object.keys(limits).length === 0) return resources
    return { ...resources, requests: { ...limits, ...objectAt(resources, 'requests') } }
  })
}

const modes: Record<string, JsonObject> = {
  configMap: { defaultMode: 420 },
  secret: { defaultMode: 420 },
  downwardAPI: { defaultMode: 420 },
  projected: { defaultMode: 420 },
  hostPath: { type: '' },
}

function volume(one: JsonObject): JsonObject {
  const hasSource = Object.entries(one).some(([name, value]) => name !== 'name' && isObject(value))
  let result: JsonObject = hasSource ? one : { ...one, emptyDir: {} }
  for (const [name, defaults] of Object.entries(modes))
    result = within(result, name, (source) => fill(source, defaults))
  return within(result, 'projected', (source) =>
    each(source, 'sources', (item) =>
      within(item, 'serviceAccountToken', (token) => fill(token, { expirationSeconds: 3600 })),
    ),
  )
}
