import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import { sendEvents } from './sse.ts'

const never = new AbortController().signal

type Events = (response: express.Response) => AsyncIterable<{ type: string; text: string }>

/** Serves one stream and gives its port; `ended` is fulfilled when all of it is over. */
async function serve(events: Events, heartbeatMs?: number) {
  const app = express()
  let end: () => void
  const ended = new Promise<void>((resolve) => (end = resolve))
  app.get('/', async (_request, response) => {
    const leaving = new AbortController()
    response.once('close', () => leaving.abort())
    await sendEvents(response, events(response), { signal: leaving.signal, stopping: never, heartbeatMs })
    end()
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, ended, close: () => server.close() }
}

test('nothing is piled up for a listener who reads more slowly than there is news', async () => {
  const text = 'x'.repeat(100_000)
  let mostBuffered = 0
  const server = await serve(async function* (response) {
    for (let count = 0; count < 300; count++) {
      mostBuffered = Math.max(mostBuffered, response.writableLength)
      yield { type: 'big', text }
    }
  })
  const answer = await fetch(`http://127.0.0.1:${server.port}/`)
  const received = await answer.text()
  expect(received.match(/event: big/g)).toHaveLength(300)
  expect(mostBuffered).toBeLessThan(2 * text.length)
  server.close()
})

test('it ends when the listener leaves, whatever it waits for', async () => {
  let hasEnded = false
  const server = await serve(async function* () {
    try {
      for (;;) yield { type: 'big', text: 'x'.repeat(100_000) }
    } finally {
      hasEnded = true
    }
  })
  const socket = connect(server.port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await once(socket, 'readable')
  socket.destroy()
  await server.ended
  expect(hasEnded).toBe(true)
  server.close()
})

test('something is said while there is nothing to say', async () => {
  const server = await serve(async function* () {
    yield { type: 'first', text: '' }
    await new Promise(() => undefined)
  }, 5)
  const socket = connect(server.port, '127.0.0.1')
  socket.setEncoding('utf8').write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  let received = ''
  for await (const chunk of socket) {
    received += String(chunk)
    if ((received.match(/:\n\n/g) ?? []).length > 4) break
  }
  expect(received).toContain('event: first\ndata: {"text":""}\n\n')
  server.close()
})
