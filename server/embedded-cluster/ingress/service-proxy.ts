/** Passes a request to a pod behind a Service, over the Unix socket on which the node has it listen. */
import { request as sendRequest } from 'node:http'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'
import type { Service } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isNotFound } from '../../kubernetes/errors.ts'
import type { Kubelet, PodRef } from '../api/kubelet.ts'
import { sendBody } from '../api/streams/send-body.ts'
import { kinds } from '../controller-manager/kinds.ts'
import type { Endpoints } from '../controller-manager/kinds.ts'
import type { IngressOptions } from './start-ingress.ts'

/** A `proxy` for `startIngress`. */
export function serviceProxy(
  client: KubernetesClient,
  kubelet: Pick<Kubelet, 'socketOf'>,
): IngressOptions['proxy'] {
  return async (namespace, service, port, request, response) => {
    const found = await findSocket(client, kubelet, namespace, service, port)
    if ('problem' in found) {
      request.resume()
      response
        .writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' })
        .end(`${found.problem}\n`)
      return
    }
    await pass(found.socketPath, request, response)
  }
}

async function findSocket(
  client: KubernetesClient,
  { socketOf }: Pick<Kubelet, 'socketOf'>,
  namespace: string,
  name: string,
  port: string | number,
): Promise<{ socketPath: string } | { problem: string }> {
  const ref = { namespace, name }
  const [service, endpoints] = await Promise.all([
    orNothing(client.get<Service>(resources.services, ref)),
    orNothing(client.get<Endpoints>(kinds.endpoints, ref)),
  ])
  if (!service) return { problem: `There is no Service ${name} in namespace ${namespace}.` }
  const wanted = service.spec?.ports?.find((one) => one.port === port || one.name === port)
  if (!wanted) return { problem: `Service ${name} has no port ${port}. It has: ${portsOf(service)}.` }
  const sockets = (endpoints?.subsets ?? []).flatMap(({ addresses = [], ports = [] }) => {
    const number = ports.find((one) => (one.name ?? '') === (wanted.name ?? ''))?.port
    return addresses.flatMap(({ targetRef }) => {
      const pod: PodRef = { namespace, name: targetRef?.name ?? '', uid: targetRef?.uid ?? '' }
      const socketPath = number === undefined ? undefined : socketOf(pod, number)
      return socketPath === undefined ? [] : [socketPath]
    })
  })
  const socketPath = sockets[Math.floor(Math.random() * sockets.length)]
  if (socketPath !== undefined) return { socketPath }
  return {
    problem: `No pod of Service ${name} is ready to answer. Its state: kubectl get pods -n ${namespace}`,
  }
}

async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

function portsOf({ spec }: Service): string {
  return (spec?.ports ?? []).map(({ name, port }) => (name ? `${port} (${name})` : String(port))).join(', ')
}

/** Said between two neighbours only. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'proxy-authenticate',
]

function pass(socketPath: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers: OutgoingHttpHeaders = withoutHops(request.headers)
    const sent = sendRequest({
      socketPath,
      method: request.method,
      path: request.url,
      headers,
      setHost: false,
      agent: false,
    })
    sent.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHops({ ...answer.headers }))
      pipeline(answer, response, () => resolve()) // One that breaks off is broken off here too.
    })
    sent.once('error', (error) => {
      if (response.destroyed || response.headersSent) resolve()
      else reject(error)
    })
    response.once('close', () => sent.destroy())
    sendBody(request, sent)
  })
}

function withoutHops(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)))
}
