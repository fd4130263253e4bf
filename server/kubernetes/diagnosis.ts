/** Gathers what "Why is it not working?" is answered from. What may not be read is left open, never guessed. */
import type { FunctionDiagnosis } from '../contract/diagnosis.ts'
import type { FunctionRef } from '../contract/functions.ts'
import { specOf } from '../functions/details.ts'
import { diagnose } from '../functions/diagnosis/diagnose.ts'
import type { DiagnosedFunction, Diagnosis } from '../functions/diagnosis/diagnosis.ts'
import type { ControllerFacts, LastCall } from '../functions/diagnosis/facts.ts'
import { readNodeOutput } from '../functions/diagnosis/node-output.ts'
import { readPythonOutput } from '../functions/diagnosis/python-output.ts'
import { parseHandler } from '../functions/handler.ts'
import type { ConfigMap, FunctionObject, KubeObject, Pod } from '../functions/objects.ts'
import { isReady } from '../functions/pods.ts'
import { resources } from '../functions/resources.ts'
import { deriveRollout } from '../functions/rollout.ts'
import { deriveStatus } from '../functions/status.ts'
import type { KubernetesClient } from './client.ts'
import { isNotFound } from './errors.ts'
import { lookAtOutput, readTail } from './failing-output.ts'
import { observeStored, readFunction } from './functions.ts'
import type { FunctionsContext } from './functions.ts'
import type { LastCalls } from './last-calls.ts'

const timeoutMs = 2_000
const controllerNamespace = 'kubeless'
/** Our controller renews its Lease every few seconds; clocks may differ a little. */
const staleMs = 60_000

export async function getDiagnosis(
  context: FunctionsContext & { lastCalls: LastCalls; now: () => number },
  ref: FunctionRef,
): Promise<FunctionDiagnosis> {
  const { client, watched, runtimes, lastCalls, now } = context
  const object = await readFunction(context, ref)
  const seen = observeStored(context, object)
  const spec = specOf(object)
  const files = runtimes.filesOf(spec)
  const [output, hasConfigMap, controller, lastCall] = await Promise.all([
    lookAtOutput(client, ref.namespace, seen),
    isThere(client, ref),
    controllerFacts(client, now()),
    withOutput(client, ref, object, lastCalls.of(ref), seen.pods, files.depsFileName),
  ])
  const observed = { ...seen, output }
  const status = deriveStatus(observed)
  return diagnose({
    observed,
    status,
    rollout: deriveRollout(observed, status, observed.seen),
    spec,
    runtimeId: spec.runtime.replace(/[\d.].*$/, ''),
    ...files,
    service: watched.services.get(ref),
    hasConfigMap,
    controller,
    lastCall,
  })
}

/** Undefined when it may not be read. */
async function isThere(client: KubernetesClient, ref: FunctionRef): Promise<boolean | undefined> {
  try {
    await client.get<ConfigMap>(resources.configMaps, ref, { signal: AbortSignal.timeout(timeoutMs) })
    return true
  } catch (error) {
    return isNotFound(error) ? false : undefined
  }
}

interface Lease extends KubeObject {
  spec?: { holderIdentity?: string | null; renewTime?: string | null }
}

/** Ours holds a Lease, upstream's runs in pods that are labelled. */
async function controllerFacts(client: KubernetesClient, now: number): Promise<ControllerFacts> {
  const signal = AbortSignal.timeout(timeoutMs)
  const [lease, upstream] = await Promise.all([
    client
      .get<Lease>(
        resources.leases,
        { namespace: controllerNamespace, name: 'kubeless-ui-controller' },
        { signal },
      )
      .catch((error: unknown) => (isNotFound(error) ? ('none' as const) : undefined)),
    client
      .list<Pod>(resources.pods, {
        namespace: controllerNamespace,
        labelSelector: 'kubeless=controller',
        limit: 10,
        signal,
      })
      .then(({ items }) => items)
      .catch(() => undefined),
  ])
  const evidence: string[] = []
  const held = lease !== undefined && lease !== 'none' ? lease.spec : undefined
  const isHeld = Boolean(held?.holderIdentity) && now - Date.parse(held?.renewTime ?? '') < staleMs
  if (held?.holderIdentity)
    evidence.push(
      `Lease kubeless-ui-controller: ${held.holderIdentity}, renewed ${held.renewTime ?? 'never'}`,
    )
  else if (lease === 'none') evidence.push('Lease kubeless-ui-controller: none')
  const running = (upstream ?? []).filter(isReady)
  for (const { metadata, status } of upstream ?? [])
    evidence.push(`pod ${metadata.name}: ${status?.phase ?? '?'}`)
  if (isHeld || running.length > 0) return { state: 'running', evidence }
  return { state: lease === undefined || upstream === undefined ? 'unknown' : 'absent', evidence }
}

/** Of a call that failed: what was written about it, and what that means. */
async function withOutput(
  client: KubernetesClient,
  { namespace }: FunctionRef,
  object: FunctionObject,
  call: LastCall | undefined,
  pods: readonly Pod[],
  depsFileName: string,
): Promise<LastCall | undefined> {
  const hasFailed = call && (call.refusal !== undefined || (call.status ?? 0) >= 500)
  const pod = call?.pod ?? pods.find(isReady)?.metadata.name
  if (!hasFailed || pod === undefined) return call
  const { name } = object.metadata
  // A log is cut by whole seconds.
  const sinceTime = new Date(Math.floor(Date.parse(call.at) / 1000) * 1000).toISOString()
  const output = await readTail(client, { namespace, name: pod }, { container: name, sinceTime })
  if (output === undefined) return call
  const handler = parseHandler(object.spec?.handler ?? '')
  const of: DiagnosedFunction = {
    module: handler?.module ?? '',
    entry: handler?.entry ?? '',
    deps: object.spec?.deps ?? '',
    depsFileName,
  }
  const read: Diagnosis | undefined = readPythonOutput(output, of) ?? readNodeOutput(output, of)
  return {
    ...call,
    output,
    ...(read && { reason: read.reason }),
    ...(read?.location && { location: read.location }),
  }
}
