/** The answer's body: as many bytes as anybody can look at, and text only where it is text. */
import { isUtf8 } from 'node:buffer'
import type { InvocationBody } from '../contract/invocations.ts'

/** What came. */
export interface ReceivedBody {
  bytes: Buffer
  /** All that came, also beyond what is kept. */
  size: number
  truncated: boolean
  incomplete: boolean
}

const mostBytes = 10 * 1024 * 1024

/** Stops at 10 MiB, which closes the connection. Never rejects: what broke off is `incomplete`. */
export async function readBody(body: AsyncIterable<Uint8Array>): Promise<ReceivedBody> {
  const chunks: Uint8Array[] = []
  let size = 0
  let truncated = false
  let incomplete = false
  try {
    for await (const chunk of body) {
      const room = mostBytes - size
      size += chunk.length
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
      truncated = chunk.length > room
      if (truncated) break
    }
  } catch {
    incomplete = true // The bytes that came are worth showing.
  }
  return { bytes: Buffer.concat(chunks), size, truncated, incomplete }
}

/** Text if every byte of it is, else base64. */
export function decodedBody({ bytes, size, truncated, incomplete }: ReceivedBody): InvocationBody {
  const text = truncated || incomplete ? upToWholeCharacter(bytes) : bytes
  return isUtf8(text)
    ? { encoding: 'utf8', data: text.toString('utf8'), size, truncated, incomplete }
    : { encoding: 'base64', data: bytes.toString('base64'), size, truncated, incomplete }
}

/** Without the beginning of a character that was cut in two. */
function upToWholeCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0xc0) return needs(byte) > back ? bytes.subarray(0, -back) : bytes
    if (byte < 0x80) return bytes
  }
  return bytes
}

function needs(first: number): number {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
}
