/** For tests: an API server that does exactly what it is told, for the faults that a real one shows too rarely. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Status } from '../functions/objects.ts'

/** A request as it came, its body read. */
export interface SeenRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
}

/** Answers one request. Whatever it does not end stays open until the server is closed. */
export type Script = (request: SeenRequest, response: ServerResponse) => void

export interface ScriptedApi {
  url: string
  /** For `connect`. */
  kubeconfig: string
  /** Every request so far. */
  seen: SeenRequest[]
  /** How many connections were made. */
  connections(): number
  /** What is answered from now on. */
  script: Script
  /** Fulfilled as soon as `holds` does; looked at after each request. */
  until(holds: (seen: SeenRequest[]) => boolean): Promise<void>
  close(): Promise<void>
}

/** Starts on a free port of this machine. */
export async function startScriptedApi(script: Script): Promise<ScriptedApi> {
  const waiting = new Set<() => void>()
  let connections = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      const seen = { method, url, headers, body: Buffer.concat(chunks) }
      api.seen.push(seen)
      api.script(seen, response)
      for (const look of [...waiting]) look()
    })
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const api: ScriptedApi = {
    url,
    kubeconfig: kubeconfigFor(url, { token: 'secret' }),
    seen: [],
    connections: () => connections,
    script,
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds(api.seen)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return api
}

/** A kubeconfig with one context, `scripted`. */
export function kubeconfigFor(server: string, user: object): string {
  return JSON.stringify({
    'current-context': 'scripted',
    contexts: [{ name: 'scripted', context: { cluster: 'here', user: 'me' } }],
    clusters: [{ name: 'here', cluster: { server } }],
    users: [{ name: 'me', user }],
  })
}

/** Ends the response with JSON. */
export function answerJson(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Ends the response with a refusal. */
export function answerStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  rest: Partial<Status> = {},
): void {
  answerJson(response, code, statusOf(code, reason, rest))
}

/** A refusal. */
export function statusOf(code: number, reason: string, rest: Partial<Status> = {}): Status {
  return {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    message: reason,
    reason,
    code,
    ...rest,
  }
}
