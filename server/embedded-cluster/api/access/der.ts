/** As much of DER, the encoding of certificates (ITU-T X.690), as it takes to write one. */

/** A value with its tag and length before it. */
export function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body])
}

export const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts)
export const set = (...parts: Buffer[]) => tagged(0x31, ...parts)
export const octets = (bytes: Buffer) => tagged(0x04, bytes)
export const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]))
export const text = (value: string) => tagged(0x0c, Buffer.from(value, 'utf8'))
/** `[n]` around a value that keeps its own tag. */
export const explicit = (number: number, value: Buffer) => tagged(0xa0 + number, value)
/** `[n]` instead of a value's own tag. */
export const implicit = (number: number, bytes: Buffer) => tagged(0x80 + number, bytes)

/** Not negative. */
export function integer(value: Buffer | number): Buffer {
  const bytes = typeof value === 'number' ? Buffer.from([value]) : value
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0
  return tagged(0x02, isHigh ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

export function bits(bytes: Buffer, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), bytes)
}

/** `1.2.840.…` */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest.flatMap(base128)]
  return tagged(0x06, Buffer.from(bytes))
}

/** Two digits of the year up to 2049, four from then on, as certificates want it. */
export function time(date: Date): Buffer {
  const full = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, Buffer.from(full.slice(2), 'latin1'))
    : tagged(0x18, Buffer.from(full, 'latin1'))
}

/** PEM text around DER bytes. */
export function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
