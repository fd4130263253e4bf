/** Calls to functions, through the API server's service proxy: what is called is named, never an address. */
import { randomBytes } from 'node:crypto'
import type { FunctionRef, FunctionStatus } from '../contract/functions.ts'
import type { Invocation, InvocationRequest } from '../contract/invocations.ts'
import { AppError } from '../errors.ts'
import { defaultTimeoutSeconds } from '../functions/details.ts'
import { serverOf } from '../functions/function-server.ts'
import type { FunctionObject, Service } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from './client.ts'
import { isNotFound, toAppError } from './errors.ts'
import type { FunctionView } from './function-view.ts'
import { decodedBody, readBody } from './invocation-body.ts'
import {
  brokenOr,
  isNotListening,
  lateness,
  notDeployed,
  ofRefusal,
  refusalIn,
} from './invocation-refusals.ts'
import { headersOf, shownHeaders } from './invocation-headers.ts'
import { warningsAbout } from './invocation-warnings.ts'
import { trimFunction } from './trimmed.ts'
import type { KnownFunction } from './trimmed.ts'
import { waitForRollout } from './rollout.ts'
import type { Watched } from './watched.ts'

/** What a call is made with. */
export interface InvocationContext {
  client: KubernetesClient
  watched: Watched
  view: FunctionView
  now: () => number
}

/** What is left to the function beyond its own timeout, for starting up and for the way. */
const marginMs = 5_000
/** A pod may be called ready just before it listens: then the call did not reach it and is repeated. */
const mostRetries = 12
const retryMs = 250

/** An answer of the function, whatever it is, is a result; only what kept it from answering rejects. */
export async function invoke(
  context: InvocationContext,
  ref: FunctionRef,
  request: InvocationRequest,
  signal: AbortSignal,
): Promise<Invocation> {
  const known = () => context.watched.functions.get(ref)
  const stored = known() ?? (await readFunction(context.client, ref))
  const waitedMs = await waited(context, ref, request.waitMs ?? 0, signal)
  const fn = known() ?? stored
  const target = await targetOf(context, fn)

  const eventId = `ui-${randomBytes(6).toString('hex')}`
  const body = bodyOf(request)
  const headers = headersOf(request, {
    eventId,
    time: new Date(context.now()).toISOString(),
    hasBody: body !== undefined,
  })
  const limitMs = timeoutMsOf(fn)
  const deadline = startDeadline(limitMs + marginMs, signal)
  try {
    for (let attempt = 0; ; attempt++) {
      const startedAt = new Date(context.now()).toISOString()
      const started = performance.now()
      const answer = await context.client.proxy({
        ...target,
        method: request.method,
        path: request.path ?? '/',
        headers,
        body,
        signal: deadline.signal,
      })
      const received = await readBody(answer.body)
      if (received.incomplete && received.size === 0 && deadline.isOver())
        throw lateness(fn.metadata.name, limitMs, limitMs + marginMs)
      signal.throwIfAborted()
      const refusal = refusalIn(answer, received, fn.metadata.name)
      if (refusal) {
        if (isNotListening(refusal) && attempt < retriesFor(context.view.statusOf(ref))) {
          await pause(retryMs, deadline.signal)
          continue
        }
        throw ofRefusal(refusal, fn.metadata.name, context.view.statusOf(ref))
      }
      const durationMs = Math.round((performance.now() - started) * 10) / 10
      const checksum = answer.headers['x-kubeless-checksum']
      const pod = answer.headers['x-kubeless-pod']
      const isCurrent = checksum ? checksum === fn.spec?.checksum : undefined
      const invocation: Omit<Invocation, 'warnings'> = {
        status: answer.status,
        statusText: answer.statusText,
        headers: shownHeaders(answer.headers),
        body: decodedBody(received),
        startedAt,
        durationMs,
        waitedMs,
        eventId,
        answeredBy: { ...(checksum && { checksum, isCurrent }), ...(pod && { pod }) },
      }
      return {
        ...invocation,
        warnings: warningsAbout(invocation, {
          request,
          answer,
          retries: attempt,
          timeoutMs: limitMs,
          isCutOff: deadline.isOver(),
          server: serverOf(fn, context.watched.deployments.get(ref), undefined),
        }),
      }
    }
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.isOver()) throw lateness(fn.metadata.name, limitMs, limitMs + marginMs)
    throw brokenOr(error, fn.metadata.name)
  } finally {
    deadline.clear()
  }
}

async function waited(
  { view }: InvocationContext,
  ref: FunctionRef,
  waitMs: number,
  signal: AbortSignal,
): Promise<number> {
  if (waitMs <= 0) return 0
  const started = performance.now()
  await waitForRollout(view, ref, waitMs, signal)
  return Math.round(performance.now() - started)
}

async function readFunction(client: KubernetesClient, ref: FunctionRef): Promise<KnownFunction> {
  try {
    return trimFunction(await client.get<FunctionObject>(resources.functions, ref))
  } catch (error) {
    const answer = toAppError(error)
    if (!isNotFound(error) || answer.code === 'kubeless_missing') throw answer
    throw new AppError(404, 'not_found', `There is no function ${ref.name} in namespace ${ref.namespace}.`, {
      cause: error,
    })
  }
}

/** The function's own Service: our rights to call services are wider than what anybody may use them for. */
async function targetOf({ client, watched, view }: InvocationContext, fn: KnownFunction) {
  const { name, namespace = '', uid } = fn.metadata
  const ref = { namespace, name }
  let service = watched.services.get(ref)
  try {
    service ??= await client.get<Service>(resources.services, ref)
  } catch (error) {
    throw isNotFound(error) ? notDeployed(fn.metadata.name, view.statusOf(ref)) : toAppError(error)
  }
  const { labels, ownerReferences } = service.metadata
  const isOwned = ownerReferences?.some((owner) => owner.kind === 'Function' && owner.uid === uid)
  const isLabelled = labels?.['created-by'] === 'kubeless' && labels['function'] === name
  if (!isOwned && !isLabelled)
    throw new AppError(
      403,
      'not_a_function_service',
      `The Service ${name} in namespace ${namespace} is not the function's.`,
      {
        hint: 'Something else took the name. Give the function another one.',
      },
    )
  const [port] = service.spec?.ports ?? []
  if (!port) throw notDeployed(fn.metadata.name, view.statusOf(ref))
  return { namespace, service: name, port: port.name || String(port.port) }
}

function bodyOf({ method, body, bodyEncoding }: InvocationRequest): Uint8Array | undefined {
  if (method === 'GET' || method === 'HEAD' || body === undefined) return undefined
  return Buffer.from(body, bodyEncoding ?? 'utf8')
}

function timeoutMsOf(fn: KnownFunction): number {
  const seconds = Number(fn.spec?.timeout || defaultTimeoutSeconds)
  return (seconds > 0 && seconds <= 3600 ? seconds : defaultTimeoutSeconds) * 1000
}

/** Worth it only while the cluster believes that somebody listens, or is about to. */
function retriesFor(status: FunctionStatus | undefined): number {
  return status && status.ready > 0 && status.state !== 'failing' ? mostRetries : 0
}

function startDeadline(ms: number, signal: AbortSignal) {
  const controller = new AbortController()
  let isOver = false
  const timer = setTimeout(() => {
    isOver = true
    controller.abort(new Error('the time is over'))
  }, ms)
  const forward = () => controller.abort(signal.reason)
  if (signal.aborted) forward()
  signal.addEventListener('abort', forward, { once: true })
  return {
    signal: controller.signal,
    isOver: () => isOver,
    clear: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', forward)
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
