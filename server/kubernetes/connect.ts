/**
 * This room talks to a cluster, and nothing else does: objects, watches, logs, and calls to functions
 * through the service proxy. `connect` is its lower door (raw JSON), `start-cluster.ts` the upper
 * (contract types). No Express object and no rule about what a function is belongs here.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeList, KubeObject } from '../functions/objects.ts'
import { apiVersionOf } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import { startCircuit } from './circuit.ts'
import type { Circuit } from './circuit.ts'
import type { KubernetesClient, ListOptions, WatchEvent, WatchOptions } from './client.ts'
import { systemClock } from './clock.ts'
import type { Clock } from './clock.ts'
import { KubernetesError, errorOfStatus, unreadable } from './errors.ts'
import { jsonLines } from './json-lines.ts'
import { readTarget } from './kubeconfig.ts'
import type { ConnectionSource, Target } from './kubeconfig.ts'
import { pathOf, proxyPathOf, rawPathOf } from './paths.ts'
import { isStatus, statusIn } from './status-object.ts'
import { readAll, startTransport } from './transport.ts'
import type { Transport, TransportAnswer, TransportRequest } from './transport.ts'

/** How long a call may take that is not a stream. */
const callTimeoutMs = 15_000
/** A watch is asked for anew after this long, so that one which went deaf is noticed. */
const usualWatchSeconds = 240

export interface ConnectOptions {
  fieldManager: string
  /** Somebody's own token, in place of the credentials of `source`: of that only the address is used. */
  token?: string
  /** A watch is asked for anew after this long: a right that was taken away counts no longer. */
  watchSeconds?: number
  clock?: Clock
}

/** Nothing is sent yet. Throws a sentence when `source` cannot be used. */
export function connect(source: ConnectionSource, options: ConnectOptions): KubernetesClient {
  const { token, watchSeconds = usualWatchSeconds, clock = systemClock } = options
  const target = token === undefined ? readTarget(source) : withToken(readTarget(source), token)
  const direct = startTransport(target)
  const circuit = startCircuit({ ask: () => askAnything(direct), clock, random: Math.random })
  const transport = watchedBy(circuit, direct)
  const fieldManager = options.fieldManager
  const callPatiently = <T>(request: TransportRequest) => callJson(transport, request) as Promise<T>
  const call = async <T>(request: TransportRequest): Promise<T> => {
    circuit.check()
    return callPatiently(request)
  }
  const write = <T extends KubeObject>(request: TransportRequest & { type?: string }, body: object) =>
    call<T>({
      ...request,
      headers: { 'content-type': request.type ?? 'application/json' },
      body: JSON.stringify(body),
    })

  return {
    server: target.server.href,
    contextName: target.contextName,

    async list<T extends KubeObject>(
      resource: Resource,
      { namespace, signal, isPatient, ...query }: ListOptions = {},
    ) {
      const list = await (isPatient ? callPatiently : call)<KubeList<T>>({
        method: 'GET',
        path: pathOf(resource, { namespace, query }),
        signal,
      })
      // Items of a list do not say what they are.
      const own = { apiVersion: apiVersionOf(resource), kind: resource.kind }
      return { ...list, items: (list.items ?? []).map((item) => ({ ...own, ...item })) }
    },

    get: async (resource, ref, { subresource, signal } = {}) =>
      call({ method: 'GET', path: pathOf(resource, { ...ref, subresource }), signal }),

    create: async (resource, object, { subresource, signal } = {}) => {
      const { namespace, name } = object.metadata
      const ref = subresource ? { namespace, name, subresource } : { namespace }
      return write(
        { method: 'POST', path: pathOf(resource, { ...ref, query: { fieldManager } }), signal },
        object,
      )
    },

    replace: async (resource, object, { subresource, signal } = {}) => {
      const { namespace, name } = object.metadata
      const path = pathOf(resource, { namespace, name, subresource, query: { fieldManager } })
      return write({ method: 'PUT', path, signal }, object)
    },

    patch: async (resource, ref, patch, { subresource, signal } = {}) => {
      const path = pathOf(resource, { ...ref, subresource, query: { fieldManager } })
      return 'merge' in patch
        ? write({ method: 'PATCH', path, signal, type: 'application/merge-patch+json' }, patch.merge)
        : write({ method: 'PATCH', path, signal, type: 'application/json-patch+json' }, patch.json)
    },

    async delete(resource, ref, { uid, propagationPolicy, gracePeriodSeconds } = {}) {
      await write(
        { method: 'DELETE', path: pathOf(resource, ref) },
        {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          ...(uid && { preconditions: { uid } }),
          ...(propagationPolicy && { propagationPolicy }),
          ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
        },
      )
    },

    watch: <T extends KubeObject>(resource: Resource, watchOptions: WatchOptions) =>
      watchObjects<T>(transport, resource, watchOptions, { watchSeconds, clock }),

    async *podLog(pod, { signal, ...query }) {
      const path = pathOf(podResource, { ...pod, subresource: 'log', query: { ...query, timestamps: true } })
      const answer = await transport.send({ method: 'GET', path, signal, timeoutMs: callTimeoutMs })
      if (answer.status >= 300) throw await errorOf(answer)
      yield* answer.body
    },

    async proxy({ signal, method, headers, body, ...where }) {
      return transport.send({ method, path: proxyPathOf(where), headers, body, signal })
    },

    getRaw: async (path, signal) => call({ method: 'GET', path: rawPathOf(path), signal }),

    close() {
      circuit.close()
      transport.close()
    },
  }
}

/** Everything of the kubeconfig's own user is left out, certificates too. */
function withToken(target: Target, token: string): Target {
  if (target.cluster['proxy-url'])
    throw new Error('A token of one’s own cannot be used with a cluster that is reached through a proxy.')
  return { ...target, user: { token }, kubeconfig: '' }
}

const podResource: Resource = { group: '', version: 'v1', plural: 'pods', kind: 'Pod', isNamespaced: true }

/** How long the API may take for what any API answers at once. */
const probeTimeoutMs = 5_000

async function askAnything(transport: Transport): Promise<void> {
  const answer = await transport.send({
    method: 'GET',
    path: rawPathOf('/version'),
    timeoutMs: probeTimeoutMs,
  })
  await readAll(answer, probeTimeoutMs)
}

/** Tells the circuit how each request went. One that was given up says nothing of the API. */
function watchedBy(circuit: Circuit, transport: Transport): Transport {
  return {
    ...transport,
    async send(request) {
      try {
        const answer = await transport.send(request)
        circuit.answered()
        return answer
      } catch (error) {
        if (error instanceof KubernetesError && error.code === 0) circuit.failed(error)
        throw error
      }
    },
  }
}

/** A call whose answer is JSON. 429 means "not done": it is repeated as the server asks, within the time limit. */
async function callJson(transport: Transport, request: TransportRequest): Promise<unknown> {
  const until = Date.now() + callTimeoutMs
  for (let attempt = 0; ; attempt++) {
    const timeoutMs = Math.max(1, until - Date.now())
    const answer = await transport.send({
      ...request,
      headers: { accept: 'application/json', ...request.headers },
      timeoutMs,
    })
    if (answer.status < 300) return jsonIn(await readAll(answer, until - Date.now()))
    const error = await errorOf(answer)
    const waitMs = (error.retryAfterSeconds ?? 1) * 1000
    if (error.code !== 429 || attempt >= 2 || Date.now() + waitMs >= until) throw error
    await sleep(waitMs, undefined, { signal: request.signal })
  }
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new KubernetesError('the API sent something that is not JSON', { code: unreadable, cause })
  }
}

async function errorOf(answer: TransportAnswer): Promise<KubernetesError> {
  const body = await readAll(answer, callTimeoutMs)
  const retryAfter = Number(answer.headers['retry-after'])
  const retryAfterSeconds = Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined
  const status = statusIn(answer.headers, body)
  if (status) return errorOfStatus(status, answer.status, retryAfterSeconds)
  const text = body.toString('utf8', 0, 200).trim()
  return new KubernetesError(text || `the API answered ${answer.status} ${answer.statusText}`, {
    code: answer.status,
    retryAfterSeconds,
  })
}

async function* watchObjects<T extends KubeObject>(
  transport: Transport,
  resource: Resource,
  { namespace, signal, onOpen, ...query }: WatchOptions,
  { watchSeconds, clock }: { watchSeconds: number; clock: Clock },
): AsyncGenerator<WatchEvent<T>> {
  // Spread out, so that watches opened together do not all come back together.
  const timeoutSeconds = watchSeconds + Math.floor((Math.random() * watchSeconds) / 4)
  const path = pathOf(resource, {
    namespace,
    query: { ...query, watch: true, allowWatchBookmarks: true, timeoutSeconds },
  })
  // The server ends it; if it cannot any more, we do.
  const overdue = new AbortController()
  const forget = clock.after((timeoutSeconds + 15) * 1000, () => overdue.abort(deaf()))
  const forward = () => overdue.abort(signal?.reason)
  signal?.addEventListener('abort', forward, { once: true })
  try {
    signal?.throwIfAborted()
    const request = { method: 'GET', path, headers: { accept: 'application/json' } }
    const answer = await transport.send({ ...request, signal: overdue.signal, timeoutMs: callTimeoutMs })
    if (answer.status >= 300) throw await errorOf(answer)
    onOpen?.()
    for await (const event of jsonLines(answer.body)) yield eventOf<T>(event)
  } catch (error) {
    if (signal?.aborted) return
    throw error
  } finally {
    forget()
    signal?.removeEventListener('abort', forward)
  }
}

function eventOf<T extends KubeObject>(event: unknown): WatchEvent<T> {
  const { type, object } = event as { type?: unknown; object?: unknown }
  if (type === 'ERROR' && isStatus(object)) throw errorOfStatus(object)
  const isKnown = type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK'
  if (!isKnown || typeof object !== 'object' || object === null || !('metadata' in object))
    throw new KubernetesError('the API sent a watch event that is not one', { code: unreadable })
  return event as WatchEvent<T>
}

function deaf(): KubernetesError {
  return new KubernetesError('a watch did not end in time', { code: 0 })
}
