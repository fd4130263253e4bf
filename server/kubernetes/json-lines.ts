/** Cuts a stream of bytes into lines and reads each as JSON, however the chunks fall. */
import { KubernetesError, unreadable } from './errors.ts'

/** Longer than any object the API stores (1.5 MiB), even with every character escaped. */
const maxLineBytes = 16 * 1024 * 1024

/** Rejects with code `unreadable` when a line is endless or not JSON. */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  for await (const line of linesOf(chunks, maxLineBytes, refuse)) if (line.trim() !== '') yield parsed(line)
}

/** Lines without their end; the last one needs none. Of longer ones only the beginning, once `onLong` has not thrown. */
export async function* linesOf(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onLong: () => void,
): AsyncGenerator<string> {
  let pending: Uint8Array[] = []
  let size = 0
  const take = (end: Uint8Array) => {
    const line = Buffer.concat([...pending, end.subarray(0, Math.max(0, maxBytes - size))]).toString('utf8')
    pending = []
    size = 0
    return line
  }
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield take(chunk.subarray(start, end))
      start = end + 1
    }
    if (start < chunk.length) {
      const room = Math.max(0, maxBytes - size)
      if (chunk.length - start > room) onLong()
      if (room > 0) pending.push(chunk.subarray(start, start + room))
      size += chunk.length - start
    }
  }
  if (size > 0) yield take(new Uint8Array())
}

function refuse(): never {
  throw new KubernetesError('the API sent a line without end', { code: unreadable })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new KubernetesError('the API sent a line that is not JSON', { code: unreadable, cause })
  }
}
