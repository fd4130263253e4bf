/** Everything Kubeless UI needs of a cluster, and how it is doing: for the page that says what is not wired, and how to mend it. */
import { setMaxListeners } from 'node:events'
import type { ReadinessCheck } from '../contract/readiness.ts'
import type { Right } from '../functions/grant.ts'
import type { Deployment, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from './client.ts'
import { KubernetesError, isNotFound } from './errors.ts'
import type { KubelessConfig } from './kubeless-config.ts'
import { mayDo } from './reviews.ts'

export interface ReadinessContext {
  client: KubernetesClient
  config: KubelessConfig
  uiVersion: string
  /** Where our controller's Lease is. */
  namespace: string
  /** The only namespaces looked at; empty: all. */
  namespaces: readonly string[]
  now: () => number
}

const timeoutMs = 5_000
const install = 'kubectl create -f k8s.yaml'

/** Never rejects: what cannot be asked is `unknown`, and says why. */
export async function checkReadiness(context: ReadinessContext): Promise<ReadinessCheck[]> {
  const signal = AbortSignal.timeout(timeoutMs)
  setMaxListeners(0, signal) // Every question listens to it.
  const api = await guarded({ id: 'api', name: 'Kubernetes API' }, () => checkApi(context, signal))
  if (api.state === 'failed') return [api]
  const checks: [Pick<ReadinessCheck, 'id' | 'name'>, () => Promise<Finding>][] = [
    [{ id: 'definitions', name: 'Custom resources' }, () => checkDefinitions(context, signal)],
    [{ id: 'config', name: 'Runtimes' }, () => checkConfig(context)],
    [{ id: 'controller', name: 'Controller' }, () => checkController(context, signal)],
    [{ id: 'rights', name: 'Rights' }, () => checkRights(context, signal)],
  ]
  const version: ReadinessCheck = {
    id: 'version',
    name: 'Kubeless UI',
    state: 'ok',
    message: `Version ${context.uiVersion}`,
  }
  return [api, ...(await Promise.all(checks.map(([about, check]) => guarded(about, check)))), version]
}

type Finding = Pick<ReadinessCheck, 'state' | 'message' | 'command'>

async function guarded(
  about: Pick<ReadinessCheck, 'id' | 'name'>,
  check: () => Promise<Finding>,
): Promise<ReadinessCheck> {
  try {
    return { ...about, ...(await check()) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ...about, state: 'unknown', message: `It could not be asked: ${message}.` }
  }
}

async function checkApi({ client }: ReadinessContext, signal: AbortSignal): Promise<Finding> {
  try {
    const version = (await client.getRaw('/version', signal)) as { gitVersion?: string }
    return {
      state: 'ok',
      message: `Kubernetes ${version.gitVersion ?? 'of an unknown version'} at ${client.server}`,
    }
  } catch (error) {
    const { code, message } = error instanceof KubernetesError ? error : { code: 0, message: String(error) }
    return {
      state: 'failed',
      message:
        code === 401
          ? 'It does not accept our credentials.'
          : `It cannot be reached at ${client.server}: ${message}.`,
      command: code === 401 ? 'kubectl -n kubeless rollout restart deployment ui' : 'kubectl cluster-info',
    }
  }
}

const definitions = ['functions', 'httptriggers', 'cronjobtriggers']

async function checkDefinitions(
  { client, namespaces }: ReadinessContext,
  signal: AbortSignal,
): Promise<Finding> {
  const found = await Promise.all(
    definitions.map(async (plural) => ((await isServed(client, plural, namespaces, signal)) ? [] : [plural])),
  )
  const missing = found.flat()
  if (missing.length === 0)
    return { state: 'ok', message: 'Functions and their triggers are known to the cluster.' }
  const names = missing.map((plural) => `${plural}.kubeless.io`).join(', ')
  return {
    state: missing.includes('functions') ? 'failed' : 'warning',
    message: `The cluster does not know ${names}.`,
    command: install,
  }
}

/** Asked of the kind itself, which needs no right to read definitions. */
async function isServed(
  client: KubernetesClient,
  plural: string,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const kind = [resources.functions, resources.httpTriggers, resources.cronJobTriggers].find(
    (one) => one.plural === plural,
  )
  if (!kind) return false
  try {
    await client.list(kind, { limit: 1, signal, ...(namespaces[0] && { namespace: namespaces[0] }) })
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    if (error instanceof KubernetesError && error.code === 403) return true // It is known, if not to be seen.
    throw error
  }
}

async function checkConfig({ config }: ReadinessContext): Promise<Finding> {
  const data = config.data()
  const { namespace, name } = config.place()
  const command = `kubectl -n ${namespace} get configmap ${name} -o yaml`
  if (!data)
    return {
      state: 'failed',
      message: `The ConfigMap ${name} in namespace ${namespace} cannot be read, so it is not known which runtimes there are.`,
      command: install,
    }
  try {
    const images: unknown = JSON.parse(data['runtime-images'] ?? '[]')
    const count = Array.isArray(images) ? images.length : 0
    if (count === 0) return { state: 'failed', message: `${name} lists no runtimes.`, command }
    return { state: 'ok', message: `${name} lists ${count} languages.` }
  } catch {
    return {
      state: 'warning',
      message: `The runtime-images of ${name} are not JSON, so the list of runtimes stays empty.`,
      command,
    }
  }
}

interface Lease extends KubeObject {
  spec?: { holderIdentity?: string | null; renewTime?: string | null; leaseDurationSeconds?: number | null }
}

async function checkController(
  { client, namespace, now }: ReadinessContext,
  signal: AbortSignal,
): Promise<Finding> {
  const [upstream, own, lease] = await Promise.all([
    deployment(client, namespace, 'kubeless-controller-manager', signal),
    deployment(client, namespace, 'kubeless-ui-controller', signal),
    found(client.get<Lease>(resources.leases, { namespace, name: 'kubeless-ui-controller' }, { signal })),
  ])
  if ((upstream?.status?.readyReplicas ?? 0) > 0)
    return {
      state: 'ok',
      message: 'Upstream’s controller is at work (Deployment kubeless-controller-manager); ours stands by.',
    }
  const { holderIdentity, renewTime, leaseDurationSeconds } = lease?.spec ?? {}
  const age = renewTime ? now() - Date.parse(renewTime) : Infinity
  // Clocks differ: what counts is whether somebody renews it, not to the second.
  if (holderIdentity && age < (leaseDurationSeconds ?? 15) * 1000 * 4)
    return { state: 'ok', message: `Kubeless UI’s controller is at work: ${holderIdentity}.` }
  if (!own && !upstream)
    return {
      state: 'failed',
      message: 'No controller runs: functions are stored, and nothing is made of them.',
      command: install,
    }
  const name = own ? 'kubeless-ui-controller' : 'kubeless-controller-manager'
  return own?.spec?.replicas === 0
    ? {
        state: 'failed',
        message: `The controller is switched off: Deployment ${name} has no replicas.`,
        command: `kubectl -n ${namespace} scale deployment ${name} --replicas=1`,
      }
    : {
        state: 'failed',
        message: `The controller does not run: no pod of Deployment ${name} is at work.`,
        command: `kubectl -n ${namespace} describe deployment ${name}; kubectl -n ${namespace} logs deployment/${name} --tail=20`,
      }
}

function deployment(
  client: KubernetesClient,
  namespace: string,
  name: string,
  signal: AbortSignal,
): Promise<Deployment | undefined> {
  return found(client.get<Deployment>(resources.deployments, { namespace, name }, { signal }))
}

async function found<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (isNotFound(error) || (error instanceof KubernetesError && error.code === 403)) return undefined
    throw error
  })
}

/** What the dashboard cannot do without, and what it can do less without. */
const rights: (Right & { isNeeded: boolean })[] = [
  { verb: 'list', group: 'kubeless.io', resource: 'functions', isNeeded: true },
  { verb: 'watch', group: 'kubeless.io', resource: 'functions', isNeeded: true },
  { verb: 'create', group: 'kubeless.io', resource: 'functions', isNeeded: false },
  { verb: 'update', group: 'kubeless.io', resource: 'functions', isNeeded: false },
  { verb: 'delete', group: 'kubeless.io', resource: 'functions', isNeeded: false },
  { verb: 'list', group: 'apps', resource: 'deployments', isNeeded: true },
  { verb: 'list', group: '', resource: 'pods', isNeeded: true },
  { verb: 'list', group: '', resource: 'services', isNeeded: false },
  { verb: 'list', group: '', resource: 'events', isNeeded: false },
  { verb: 'get', group: '', resource: 'pods/log', isNeeded: false },
  { verb: 'create', group: '', resource: 'services/proxy', isNeeded: false },
]

async function checkRights({ client, namespaces }: ReadinessContext, signal: AbortSignal): Promise<Finding> {
  const places = namespaces.length > 0 ? namespaces.slice(0, 5) : [undefined]
  const asked = places.flatMap((namespace) => rights.map((right) => ({ ...right, namespace })))
  const answers = await Promise.all(
    asked.map(async (right) =>
      (await mayDo(client, right, { namespace: right.namespace }, signal)) ? [] : [right],
    ),
  )
  const missing = answers.flat()
  if (missing.length === 0) return { state: 'ok', message: 'Everything the page offers may be done.' }
  const words = missing.map(
    ({ verb, resource, group, namespace }) =>
      `${verb} ${group ? `${resource}.${group}` : resource}${namespace ? ` in ${namespace}` : ''}`,
  )
  return {
    state: missing.some(({ isNeeded }) => isNeeded) ? 'failed' : 'warning',
    message: `The dashboard’s account may not: ${words.slice(0, 6).join(', ')}${words.length > 6 ? ' and more' : ''}.`,
    command: 'kubectl apply -f k8s.yaml',
  }
}
