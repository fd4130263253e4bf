/** One call of a function on schedule: what the Jobs of our CronJobs run. No shell has a hand in it. */
import http from 'node:http'
import { randomUUID } from 'node:crypto'

export type CallEnv = Record<string, string | undefined>

export interface CallResult {
  status: number
  body: string
}

/** Of an answer so much is read and printed. */
const mostBytes = 1024 * 1024

/**
 * Makes the call that the variables describe (README.md lists them). Rejects with a sentence when there is no answer;
 * any answer, whatever its status, is a result.
 */
export function call(env: CallEnv, now: () => Date): Promise<CallResult> {
  const url = targetOf(env)
  const seconds = Number(env.CALL_TIMEOUT ?? '') || 180
  const payload = env.CALL_PAYLOAD ?? ''
  const signal = AbortSignal.timeout(seconds * 1000)
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      const why = signal.aborted ? `it did not answer within ${seconds} seconds` : error.message
      reject(new Error(`Calling ${url.href} failed: ${why}.`))
    }
    const request = http.request(
      url,
      {
        method: payload === '' ? 'GET' : 'POST',
        headers: headersOf(env, payload, now()),
        signal,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          if (size < mostBytes) chunks.push(chunk.subarray(0, mostBytes - size))
          size += chunk.length
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        )
        response.on('error', fail)
      },
    )
    request.on('error', fail)
    request.end(payload)
  })
}

/** The address to call. Throws a sentence when there is none. */
export function targetOf(env: CallEnv): URL {
  const address = env.CALL_URL ?? ''
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'http:')
    throw new Error(`CALL_URL is not an address of http: ${JSON.stringify(address)}.`)
  return url
}

/** As upstream's scheduled calls have them. */
export function headersOf(env: CallEnv, payload: string, now: Date): Record<string, string> {
  const type = env.CALL_CONTENT_TYPE || 'application/json'
  return {
    'event-id': env.CALL_EVENT_ID || randomUUID(),
    'event-time': now
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, '+00:00'),
    'event-namespace': 'cronjobtrigger.kubeless.io',
    'event-type': type,
    'content-type': type,
    'content-length': String(Buffer.byteLength(payload)),
    'user-agent': 'kubeless-ui',
  }
}
