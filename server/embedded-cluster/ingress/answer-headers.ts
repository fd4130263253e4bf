/** Has a say in the headers of an answer that somebody else writes. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { withoutSettingOurs } from './cookies.ts'

/** From now on the head of `response` gets `extra` and loses cookies that would replace the dashboard's. */
export function overseeHead(response: ServerResponse, extra: Record<string, string>): void {
  const write = response.writeHead.bind(response)
  const overseen = (status: number, reason?: unknown, given?: unknown): ServerResponse => {
    const headers = typeof reason === 'string' ? given : (reason ?? given)
    for (const [name, value] of pairsOf(headers)) response.setHeader(name, value)
    for (const [name, value] of Object.entries(extra)) response.setHeader(name, value)
    const cookies = [response.getHeader('set-cookie') ?? []].flat().map(String)
    const kept = withoutSettingOurs(cookies)
    if (kept.length === 0) response.removeHeader('set-cookie')
    else response.setHeader('set-cookie', kept)
    return typeof reason === 'string' ? write(status, reason) : write(status)
  }
  response.writeHead = overseen
}

/** An object of headers, or the flat list of names and values that Node takes as well. */
function pairsOf(headers: unknown): [string, string | number | string[]][] {
  if (Array.isArray(headers)) {
    const flat = headers as (string | number | string[])[]
    const names = flat.filter((_, place) => place % 2 === 0)
    return names.map((name, place) => [String(name), flat[place * 2 + 1] ?? ''])
  }
  const named = Object.entries((headers ?? {}) as OutgoingHttpHeaders)
  return named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
}
