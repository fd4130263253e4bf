/** `pods/NAME/log`: the output of a container, as the node keeps it. */
import { textAt, listAt } from '../json.ts'
import type { ApiObject } from '../json.ts'
import { KubeletError } from '../kubelet.ts'
import type { ContainerLogOptions } from '../kubelet.ts'
import {
  badRequest,
  forbiddenValue,
  invalid,
  invalidValue,
  notFound,
  refusal,
  serviceUnavailable,
} from '../status.ts'
import type { FieldError } from '../status.ts'
import type { Call } from '../verbs/context.ts'
import { isTrue } from '../wire/request-info.ts'

export async function podLog(call: Call): Promise<void> {
  const { cluster, info, response, kind } = call
  const pod = cluster.store.get('/pods', info.namespace, info.name)
  const options = logOptionsOf(info.query, info.name, cluster.now())
  if (!pod) throw notFound(kind, info.name)
  const container = containerOf(pod, options.container)
  response.setHeader('Cache-Control', 'no-cache, private')
  if (!textAt(pod, 'spec', 'nodeName') && !textAt(pod, 'status', 'phase'))
    return void response.writeHead(204).end()
  const kubelet = cluster.kubelet()
  if (!kubelet)
    throw serviceUnavailable('the node that runs the pods is not there yet: try again in a moment')
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  response.once('close', leave)
  cluster.stopping.addEventListener('abort', leave)
  try {
    const { namespace = '', name, uid = '' } = pod.metadata
    const lines = await opened(
      kubelet.containerLog({ namespace, name, uid }, { ...options, container }, leaving.signal),
    )
    response.writeHead(200, { 'Content-Type': 'text/plain' })
    response.flushHeaders()
    for await (const chunk of lines) {
      if (response.destroyed) return
      if (!response.write(chunk)) await drained(call)
    }
    response.end()
  } catch (error) {
    if (leaving.signal.aborted) return void response.end()
    throw error
  } finally {
    cluster.stopping.removeEventListener('abort', leave)
    leaving.abort()
  }
}

async function opened<T>(log: Promise<T>): Promise<T> {
  try {
    return await log
  } catch (error) {
    if (!(error instanceof KubeletError)) throw error
    const reasons: Record<number, string> = { 400: 'BadRequest', 404: 'NotFound', 503: 'ServiceUnavailable' }
    throw refusal(error.code, reasons[error.code] ?? 'InternalError', error.message)
  }
}

function drained({ response }: Call): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go)
      response.off('close', go)
      resolve()
    }
    response.once('drain', go)
    response.once('close', go)
  })
}

/** The container asked for; the only one when none was. Throws 400. */
function containerOf(pod: ApiObject, wanted: string): string {
  const names = (field: string) => listAt(pod, 'spec', field).map((one) => textAt(one, 'name') ?? '')
  const containers = names('containers')
  const initContainers = names('initContainers')
  const { name } = pod.metadata
  if (wanted !== '') {
    if ([...containers, ...initContainers, ...names('ephemeralContainers')].includes(wanted)) return wanted
    throw badRequest(`container ${wanted} is not valid for pod ${name}`)
  }
  const [only] = containers
  if (containers.length === 1 && only !== undefined && initContainers.length === 0) return only
  const chosen = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  if (containers.length === 1 && only !== undefined) return only
  if (chosen !== undefined && containers.includes(chosen)) return chosen
  const initPart =
    initContainers.length > 0 ? ` or one of the init containers: [${initContainers.join(' ')}]` : ''
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${containers.join(' ')}]${initPart}`,
  )
}

function logOptionsOf(query: URLSearchParams, name: string, now: Date): ContainerLogOptions {
  const errors: FieldError[] = []
  const number = (field: string, least: number): number | undefined => {
    const text = query.get(field)
    if (text === null || text === '') return undefined
    if (!/^[+-]?\d+$/.test(text))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
    const value = Number(text)
    if (value < least)
      errors.push(
        invalidValue(
          field,
          value,
          least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0',
        ),
      )
    return value
  }
  const tailLines = number('tailLines', 0)
  const limitBytes = number('limitBytes', 1)
  const sinceSeconds = number('sinceSeconds', 1)
  const sinceTime = query.get('sinceTime') || undefined
  if (sinceTime !== undefined && Number.isNaN(Date.parse(sinceTime)))
    throw badRequest(
      `parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`,
    )
  if (sinceTime !== undefined && sinceSeconds !== undefined)
    errors.push(forbiddenValue('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  if (query.get('stream')) errors.push(forbiddenValue('stream', 'may not be specified'))
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, name, errors)
  const since =
    sinceSeconds === undefined ? sinceTime : new Date(now.getTime() - sinceSeconds * 1000).toISOString()
  return {
    container: query.get('container') ?? '',
    previous: isTrue(query.get('previous')),
    follow: isTrue(query.get('follow')),
    timestamps: isTrue(query.get('timestamps')),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(since !== undefined && { sinceTime: since }),
  }
}
