import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { call } from './call.ts'

const now = () => new Date('2026-11-27T03:04:05.678Z')

async function served(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

function echo(request: IncomingMessage, response: ServerResponse) {
  const { method, headers } = request
  void text(request).then((body) => response.end(JSON.stringify({ method, headers, body })))
}

test('a payload is posted as it is, quotes and all, with the headers of a scheduled call', async () => {
  const payload = `{"it's":"\\"quoted\\" $HOME \`ls\` 🚲"}`
  await served(echo, async (url) => {
    const { status, body } = await call({ CALL_URL: url, CALL_PAYLOAD: payload, CALL_EVENT_ID: 'pod-1' }, now)
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({
      method: 'POST',
      body: payload,
      headers: {
        'event-id': 'pod-1',
        'event-time': '2026-11-27 03:04:05+00:00',
        'event-namespace': 'cronjobtrigger.kubeless.io',
        'event-type': 'application/json',
        'content-type': 'application/json',
      },
    })
  })
})

test('without a payload it is a GET', async () => {
  await served(echo, async (url) => {
    expect(JSON.parse((await call({ CALL_URL: url }, now)).body)).toMatchObject({ method: 'GET', body: '' })
  })
})

test('an answer of any status is a result', async () => {
  await served(
    (_, response) => void response.writeHead(500).end('broken'),
    async (url) => expect(await call({ CALL_URL: url }, now)).toEqual({ status: 500, body: 'broken' }),
  )
})

test('a function that does not answer is given up in time', async () => {
  await served(
    () => undefined,
    async (url) => {
      await expect(call({ CALL_URL: url, CALL_TIMEOUT: '0.05' }, now)).rejects.toThrow(
        'did not answer within 0.05 seconds',
      )
    },
  )
})

test('no answer at all says which address was called', async () => {
  await expect(call({ CALL_URL: 'http://127.0.0.1:1/' }, now)).rejects.toThrow(
    /Calling http:\/\/127\.0\.0\.1:1\/ failed: .*ECONNREFUSED/,
  )
})
