/** A scheduled call of a function inside the embedded cluster, where no network leads to a Service: it goes through the API's proxy. */
import type { KubernetesClient } from '../kubernetes/client.ts'
import { headersOf, targetOf } from '../runtimes/call.ts'
import type { BuiltIn } from './node/node-context.ts'

/** Of an answer so much is printed. */
const mostBytes = 64 * 1024
const defaultSeconds = 180

/** What `call.js` of our image does in a cluster. */
export function callFunction(client: KubernetesClient, now: () => Date): BuiltIn {
  return async (env, write, stopping) => {
    const payload = env.CALL_PAYLOAD ?? ''
    const seconds = Number(env.CALL_TIMEOUT ?? '') || defaultSeconds
    const { hostname, port, pathname, search } = targetOf(env)
    const [service = '', namespace = ''] = hostname.split('.')
    const answer = await client.proxy({
      namespace,
      service,
      port: port || '80',
      method: payload === '' ? 'GET' : 'POST',
      path: pathname + search,
      headers: headersOf(env, payload, now()),
      body: payload === '' ? undefined : Buffer.from(payload),
      signal: AbortSignal.any([stopping, AbortSignal.timeout(seconds * 1000)]),
    })
    write(`The function answered ${answer.status}.`)
    const text = await textOf(answer.body)
    if (text !== '') write(text)
    return answer.status >= 200 && answer.status < 300 ? 0 : 1
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= mostBytes) break
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8')
}
