import { expect, test } from 'vitest'
import { jsonLines } from './json-lines.ts'

async function read(chunks: Iterable<Uint8Array>): Promise<unknown[]> {
  async function* coming() {
    yield* chunks
  }
  const lines: unknown[] = []
  for await (const line of jsonLines(coming())) lines.push(line)
  return lines
}

test('a large object comes whole, in however many pieces', async () => {
  const object = { code: 'x'.repeat(5 * 1024 * 1024) }
  const bytes = Buffer.from(`${JSON.stringify(object)}\n{}`)
  const pieces = Array.from({ length: 85 }, (_, index) =>
    bytes.subarray(index * 65_536, (index + 1) * 65_536),
  )
  expect(await read(pieces)).toEqual([object, {}])
})

test('a line that does not end is given up before it fills the memory', async () => {
  let taken = 0
  function* endless() {
    for (const chunk = Buffer.alloc(65_536, 'x'); ; taken++) yield chunk
  }
  await expect(read(endless())).rejects.toMatchObject({
    code: 502,
    message: 'the API sent a line without end',
  })
  expect(taken).toBe(256)
})
