import { createHash } from 'node:crypto'

/** SHA-256 of the text, in hexadecimal; shortened when `length` is given. */
export function digestOf(text: string, length = 64): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length)
}
