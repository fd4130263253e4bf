/**
 * Whether a name and a password stand in an htpasswd file. Of its spellings those that need nothing but Node:
 * `$apr1$` (what `htpasswd` writes by itself), `{SHA}` and `{PLAIN}`; bcrypt (`$2y$`) and `crypt` are not read.
 */
import { createHash, timingSafeEqual } from 'node:crypto'

export type Verdict = 'right' | 'wrong' | 'unreadable'

export function verify(file: string, name: string, password: string): Verdict {
  const line = file.split('\n').find((one) => one.startsWith(`${name}:`))
  if (line === undefined) return 'wrong'
  const stored = line.slice(name.length + 1).trim()
  const expected = encoded(stored, password)
  if (expected === undefined) return 'unreadable'
  return isEqual(stored, expected) ? 'right' : 'wrong'
}

/** The password spelled as the stored one is; undefined when that spelling is not known here. */
function encoded(stored: string, password: string): string | undefined {
  if (stored.startsWith('{SHA}')) return `{SHA}${createHash('sha1').update(password).digest('base64')}`
  if (stored.startsWith('{PLAIN}')) return `{PLAIN}${password}`
  const salt = /^\$apr1\$([^$]{1,8})\$/.exec(stored)?.[1]
  return salt === undefined ? undefined : apr1(password, salt)
}

function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** Apache's variant of the MD5 crypt of FreeBSD; the order of its steps is the algorithm. */
function apr1(password: string, salt: string): string {
  const secret = Buffer.from(password)
  const md5 = (...parts: (string | Buffer)[]) =>
    createHash('md5')
      .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
      .digest()
  const inner = md5(secret, salt, secret)
  const parts: (string | Buffer)[] = [secret, '$apr1$', salt]
  for (let left = secret.length; left > 0; left -= 16) parts.push(inner.subarray(0, Math.min(16, left)))
  for (let bits = secret.length; bits > 0; bits >>= 1)
    parts.push(bits & 1 ? Buffer.alloc(1) : secret.subarray(0, 1))
  let digest = md5(...parts)
  for (let round = 0; round < 1000; round++) {
    const odd = round % 2 === 1
    digest = md5(odd ? secret : digest, round % 3 ? salt : '', round % 7 ? secret : '', odd ? digest : secret)
  }
  return `$apr1$${salt}$${spelled(digest)}`
}

const letters = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** Which bytes of the digest make each group of four letters. */
const groups = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
]

function spelled(digest: Buffer): string {
  const group = (value: number, count: number) =>
    Array.from({ length: count }, (_, place) => letters[(value >> (6 * place)) & 63]).join('')
  const whole = groups.map(([a = 0, b = 0, c = 0]) =>
    group(((digest[a] ?? 0) << 16) | ((digest[b] ?? 0) << 8) | (digest[c] ?? 0), 4),
  )
  return whole.join('') + group(digest[11] ?? 0, 2)
}
