/**
 * The ingress controller of the embedded cluster: a second HTTP port on loopback, where Ingresses
 * lead requests to Services. It is never the dashboard's origin, so that what a function answers can
 * never act as the dashboard. TLS is not imitated: `spec.tls` is read by nobody here.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resources } from '../../functions/resources.ts'
import type { Ingress } from '../../functions/trigger-objects.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { startInformer } from '../../kubernetes/informer.ts'
import { overseeHead } from './answer-headers.ts'
import { isAllowed } from './basic-auth.ts'
import { withoutOurCookies } from './cookies.ts'
import { corsHeaders } from './cors.ts'
import { routesOf } from './routes.ts'
import type { Route } from './routes.ts'
import { startStatusWriter } from './status-writer.ts'

export interface IngressOptions {
  client: KubernetesClient
  /** 0 takes any; one that is taken gives another free one. Loopback only. */
  port: number
  log: (message: string) => void
  /**
   * Passes a request to a Service and its answer back; `port` is the name or number of the Service's port. It finds
   * path and headers as they are to be sent in `request.url` and `request.headers`.
   */
  proxy: (
    namespace: string,
    service: string,
    port: string | number,
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<void> | void
}

export interface EmbeddedIngress {
  /** E.g. `http://127.0.0.1:8080`. Hosts of rules are reached on the same port. */
  url: string
  close(): Promise<void>
}

/** Answers under way get this long to end. */
const patienceMs = 1_000

export async function startIngress(options: IngressOptions): Promise<EmbeddedIngress> {
  const { client, log } = options
  const informer = startInformer<Ingress>(client, resources.ingresses, {
    onError: (error) => log(`Ingresses cannot be followed: ${String(error)}`),
  })
  let routes = routesOf([])
  let isStale = false
  informer.subscribe(() => (isStale = true))
  const routesNow = () => {
    if (isStale) routes = routesOf(informer.list())
    isStale = false
    return routes
  }
  const server = createServer((request, response) => {
    answer(options, routesNow().find(hostOf(request), request.url ?? '/'), request, response).catch(
      (error: unknown) => fail(response, error, log),
    )
  })
  const port = await listen(server, options.port)
  const status = startStatusWriter({ client, informer, port, log })
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      informer.close()
      await status.close()
      await closed(server)
    },
  }
}

async function answer(
  { client, proxy, log }: IngressOptions,
  route: Route | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!route) {
    const where = `host ${hostOf(request)} and path ${request.url ?? '/'}`
    return say(
      response,
      404,
      `No Ingress has a rule for ${where}.\nThe rules there are: kubectl get ingress --all-namespaces\n`,
    )
  }
  const { ingress, namespace, service, port, path } = route
  const cors = corsHeaders(ingress)
  if (cors && request.method === 'OPTIONS') {
    response.writeHead(204, cors).end()
    return
  }
  if (!(await isAllowed(client, ingress, request.headers.authorization, log))) {
    const realm = `Basic realm="${(ingress.metadata.annotations?.['nginx.ingress.kubernetes.io/auth-realm'] ?? 'Authentication Required').replaceAll('"', '')}"`
    response.setHeader('www-authenticate', realm)
    return say(response, 401, 'This address asks for a name and a password.\n')
  }
  prepare(request, path)
  overseeHead(response, cors ?? {})
  await proxy(namespace, service, port, request, response)
}

/** The request as the Service gets it. */
function prepare(request: IncomingMessage, path: string): void {
  const { headers, socket } = request
  const from = socket.remoteAddress ?? ''
  const before = headers['x-forwarded-for']
  request.url = path
  headers['x-forwarded-for'] = before ? `${String(before)}, ${from}` : from
  headers['x-real-ip'] = from
  headers['x-forwarded-host'] = headers.host
  headers['x-forwarded-proto'] = 'http'
  const cookie = withoutOurCookies(headers.cookie)
  if (cookie === undefined) delete headers.cookie
  else headers.cookie = cookie
}

function hostOf({ headers }: IncomingMessage): string {
  return (headers.host ?? '').replace(/:\d+$/, '')
}

function fail(response: ServerResponse, error: unknown, log: (message: string) => void): void {
  log(`the ingress failed: ${String(error)}`)
  if (response.headersSent) response.destroy()
  else say(response, 502, 'The Service could not be asked. The log of Kubeless UI says why.\n')
}

function say(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
    .end(text)
}

/** On the wanted port if it is free. */
async function listen(server: Server, wanted: number): Promise<number> {
  const attempt = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve((server.address() as AddressInfo).port)
      })
    })
  return attempt(wanted).catch((error: NodeJS.ErrnoException) => {
    if (wanted !== 0 && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) return attempt(0)
    throw error
  })
}

async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs)
  await done
  clearTimeout(timer)
}
