/** Fetches the code of a function whose content type is `url…`. */
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { BlockList, isIP } from 'node:net'
import type { LookupFunction } from 'node:net'

const limits = {
  bytes: 64 * 1024 * 1024,
  /** For everything together. */
  totalMs: 60_000,
  redirects: 5,
}

/** The code is not where its address says; the message says why. */
export class DownloadFailed extends Error {
  override name = 'DownloadFailed'
}

/**
 * Where clouds keep the credentials of their machines. Everything else a function could reach itself: no address
 * is more dangerous here than there.
 */
const forbidden = new BlockList()
forbidden.addSubnet('169.254.0.0', 16, 'ipv4')
forbidden.addSubnet('fe80::', 10, 'ipv6')
forbidden.addAddress('fd00:ec2::254', 'ipv6')
forbidden.addAddress('100.100.100.200', 'ipv4')
forbidden.addAddress('168.63.129.16', 'ipv4')

/** The bytes at an http or https address. Follows redirects; rejects with `DownloadFailed`. */
export async function download(address: string): Promise<Buffer> {
  const signal = AbortSignal.timeout(limits.totalMs)
  let url = parse(address)
  for (let redirects = 0; redirects <= limits.redirects; redirects++) {
    const answer = await ask(url, signal)
    if (Buffer.isBuffer(answer)) return answer
    url = parse(new URL(answer.location, url).href)
  }
  throw failed(url, `it redirects more than ${limits.redirects} times`)
}

function parse(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new DownloadFailed(
      `cannot download ${JSON.stringify(address.slice(0, 200))}: an address begins with https:// or http://`,
    )
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && isForbidden(host)) throw failed(url, 'that address is not for functions')
  return url
}

function ask(url: URL, signal: AbortSignal): Promise<Buffer | { location: string }> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      const why = signal.aborted ? `it took longer than ${limits.totalMs / 1000} seconds` : error.message
      reject(error instanceof DownloadFailed ? error : failed(url, why))
    }
    const { get } = url.protocol === 'https:' ? https : http
    const request = get(
      url,
      { signal, lookup, agent: false, headers: { 'user-agent': 'kubeless-ui' } },
      (response) => {
        const status = response.statusCode ?? 0
        const { location } = response.headers
        if (status >= 300 && status < 400 && location !== undefined) {
          response.destroy()
          return resolve({ location })
        }
        if (status !== 200) {
          response.destroy()
          return fail(failed(url, `the server answered ${status} ${response.statusMessage ?? ''}`.trim()))
        }
        const chunks: Buffer[] = []
        let size = 0
        response.on('data', (chunk: Buffer) => {
          size += chunk.length
          chunks.push(chunk)
          if (size > limits.bytes)
            response.destroy(failed(url, `it is larger than ${limits.bytes / 1024 / 1024} MB`))
        })
        response.on('end', () => resolve(Buffer.concat(chunks)))
        response.on('aborted', () => fail(failed(url, 'the connection broke')))
        response.on('error', fail)
      },
    )
    request.on('error', fail)
  })
}

/** Judges the addresses that are really connected to, whatever the name said before. */
const lookup: LookupFunction = (hostname, options, done) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0)
    const first = addresses.find(({ address }) => !isForbidden(address))
    if (!first) return done(new Error('that address is not for functions'), '', 0)
    if (options.all)
      done(
        null,
        addresses.filter(({ address }) => !isForbidden(address)),
      )
    else done(null, first.address, first.family)
  })
}

function isForbidden(address: string): boolean {
  return forbidden.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function failed(url: URL, why: string): DownloadFailed {
  return new DownloadFailed(`cannot download ${url.origin}${url.pathname}: ${why}`)
}
