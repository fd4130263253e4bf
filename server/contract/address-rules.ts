/**
 * Addresses that code is fetched from, by the function's own pod and never by us. They stand in a shell
 * command line of upstream's controller, and must not lead into the cluster or to this machine.
 */
import type { ErrorCode, Problem } from './errors.ts'
import { utf8Bytes } from './text.ts'

const mostBytes = 2048

/** What is wrong with an address in place of code. */
export function addressProblems(address: string): Problem[] {
  const problem = (code: ErrorCode, message: string, hint: string): Problem[] => [
    { code, field: 'code', message, hint },
  ]
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https')
    return problem(
      'url_scheme',
      `Code is fetched by http or https, not by ${scheme}.`,
      'e.g. https://example.com/handler.py',
    )
  if (utf8Bytes(address) > mostBytes)
    return problem('url_invalid', 'The address is longer than 2 KB.', 'Use a shorter one.')
  const [, authority] = /^https?:\/\/([^/?#]+)/i.exec(address) ?? []
  if (authority === undefined)
    return problem(
      'url_invalid',
      'This is not an address code can be fetched from.',
      'e.g. https://example.com/handler.py',
    )
  if (!/^[\x21-\x7e]+$/.test(address) || /['"`\\<>{}|^$]/.test(address))
    return problem(
      'url_invalid',
      'The address holds characters that cannot stand in one.',
      'Write them with a percent sign, e.g. %20 for a space and %27 for a quote.',
    )
  if (authority.includes('@'))
    return problem(
      'url_invalid',
      'An address with a user’s name or password is not fetched.',
      'Use an address that needs none.',
    )
  const host = hostIn(authority)
  if (host === undefined)
    return problem('url_invalid', 'The address has no usable host.', 'e.g. https://example.com/handler.py')
  if (isPrivate(host))
    return problem(
      'url_private',
      `${host} lies inside the cluster or on this machine.`,
      'Use an address that anybody could fetch.',
    )
  return []
}

/** The host of `host:port`, in lower case; undefined when it is none. */
function hostIn(authority: string): string | undefined {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(authority) ?? []
  if (host === undefined || Number(port ?? 80) > 65535 || port === '0') return undefined
  const name = host.toLowerCase().replace(/\.$/, '')
  if (name.startsWith('[')) return name
  const isHostName = /^[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*$/.test(name)
  if (!isHostName || name.length > 253) return undefined
  // `2130706433`, `0x7f.1` and `0177.0.0.1` are read as addresses by what fetches them.
  const looksLikeNumber = /^(\d+|0x[0-9a-f]*)$/.test(name.split('.').at(-1) ?? '')
  return looksLikeNumber && octetsOf(name) === undefined ? undefined : name
}

function isPrivate(host: string): boolean {
  if (host.startsWith('[')) return isPrivateV6(host.slice(1, -1))
  const octets = octetsOf(host)
  if (octets) return isPrivateV4(octets)
  return (
    !host.includes('.') ||
    /(^kubernetes\.|\.)(default|svc|local|localhost|localdomain|internal|home\.arpa)$/.test(host)
  )
}

function octetsOf(host: string): number[] | undefined {
  const parts = host.split('.')
  const isDotted =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
  return isDotted ? parts.map(Number) : undefined
}

function isPrivateV4([a = 0, b = 0]: number[]): boolean {
  return (
    [0, 10, 127].includes(a) ||
    a >= 224 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168)
  )
}

/** Loopback, unspecified, link-local, unique local and all that embed an IPv4 address: only plain global ones pass. */
function isPrivateV6(host: string): boolean {
  return !/^[23][0-9a-f]{3}:/i.test(host) || host.includes('.') || /^(2002|2001:0?):/i.test(host)
}
