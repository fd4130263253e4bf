import { expect, test } from 'vitest'
import { readEvents } from './stream.ts'
import type { RawEvent } from './stream.ts'

async function eventsOf(...chunks: (string | Uint8Array)[]) {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      controller.close()
    },
  })
  const events: RawEvent[] = []
  for await (const event of readEvents(body)) events.push(event)
  return events
}

test('events are cut out wherever the network cut the bytes', async () => {
  const text = 'event: lines\ndata: {"a":1}\n\nevent: bye\ndata: {}\n\n'
  const expected = [
    { event: 'lines', data: '{"a":1}' },
    { event: 'bye', data: '{}' },
  ]
  expect(await eventsOf(text)).toEqual(expected)
  expect(await eventsOf(...text)).toEqual(expected)
})

test('a character cut in two by the network comes out whole', async () => {
  const bytes = new TextEncoder().encode('data: "ü"\n\n')
  const cut = bytes.indexOf(0xc3) + 1
  expect(await eventsOf(bytes.slice(0, cut), bytes.slice(cut))).toEqual([{ event: 'message', data: '"ü"' }])
})

test('comments that keep the line alive are no events, and several data lines are one', async () => {
  expect(await eventsOf(': still here\n\n', 'data: one\ndata:two\n\n', 'event: nothing\n\n')).toEqual([
    { event: 'message', data: 'one\ntwo' },
  ])
})

test('lines may end as on any system', async () => {
  expect(await eventsOf('event: a\r\ndata: 1\r\n\r\n', 'data: 2\r', '\n\r\n')).toEqual([
    { event: 'a', data: '1' },
    { event: 'message', data: '2' },
  ])
})

test('an event that was not finished is not told', async () => {
  expect(await eventsOf('data: whole\n\ndata: half')).toEqual([{ event: 'message', data: 'whole' }])
})
