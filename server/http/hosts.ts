/** What may stand in `Host`: a page of somebody else's whose name is led to our address must not pass for ours. */
import { isIP } from 'node:net'

export interface HostRules {
  allowedHosts: readonly string[]
  allowsAnyAddress: boolean
}

/** Whether a `Host` header names us. `ownPort`: the port the request came in by. */
export function isOurHost(header: string, ownPort: number | undefined, rules: HostRules): boolean {
  const parts = splitHost(header)
  if (!parts) return false
  const { name, port } = parts
  if (rules.allowedHosts.some((allowed) => allowed === name || allowed === header.toLowerCase())) return true
  if (isLoopbackAddress(name) || name === 'localhost') return rules.allowsAnyAddress || port === ownPort
  if (!rules.allowsAnyAddress) return false
  return (
    (isIP(name) !== 0 && !isUnspecified(name)) || /^[a-z0-9-]+\.localhost$/.test(name) || isServiceName(name)
  )
}

/** Whether only a browser on this machine can have come by that name. */
export function isLoopbackName(header: string): boolean {
  const name = splitHost(header)?.name
  return name !== undefined && (name === 'localhost' || isLoopbackAddress(name))
}

/** Name in lower case and without brackets, and port; undefined when it is not a host. */
export function splitHost(header: string): { name: string; port: number } | undefined {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::(\d{1,5}))?$/i.exec(header) ?? []
  const name = (bracketed ?? plain)?.toLowerCase()
  if (name === undefined || (bracketed !== undefined && isIP(bracketed) !== 6)) return undefined
  return { name, port: Number(port ?? 80) }
}

function isLoopbackAddress(name: string): boolean {
  return name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))
}

function isUnspecified(name: string): boolean {
  return name === '0.0.0.0' || name === '::'
}

/** How our own Service is called from inside the cluster. No name of the Internet looks like that. */
function isServiceName(name: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+\.svc(\.cluster\.local)?)?$/.test(name) || name === 'ui.kubeless'
}
