/** Addresses and ports of services, endpoints and ingresses, as one cell each. */
import type { ApiObject, Json } from '../json.ts'
import { listAt, numberAt, textAt, wordOf } from '../json.ts'

/** How many are written out before `+ n more...`. */
const shown = 3

export function portsText(service: ApiObject): string {
  return (
    listAt(service, 'spec', 'ports')
      .map((port) => {
        const node = numberAt(port, 'nodePort')
        const number = String(numberAt(port, 'port') ?? '')
        return `${number}${node ? `:${node}` : ''}/${textAt(port, 'protocol') ?? 'TCP'}`
      })
      .join(',') || '<none>'
  )
}

export function loadBalancerText(service: ApiObject): string {
  const external = listAt(service, 'spec', 'externalIPs').map(wordOf).join(',')
  switch (textAt(service, 'spec', 'type')) {
    case 'ExternalName':
      return textAt(service, 'spec', 'externalName') ?? ''
    case 'LoadBalancer': {
      const given = listAt(service, 'status', 'loadBalancer', 'ingress').map(
        (one) => textAt(one, 'ip') ?? textAt(one, 'hostname') ?? '',
      )
      return given.join(',') || external || '<pending>'
    }
    default:
      return external || '<none>'
  }
}

export function endpointsText(object: ApiObject): string {
  const all = listAt(object, 'subsets').flatMap((subset) => {
    const ports = listAt(subset, 'ports')
    return listAt(subset, 'addresses').flatMap((address) => {
      const ip = textAt(address, 'ip') ?? ''
      return ports.length === 0 ? [ip] : ports.map((port) => `${ip}:${numberAt(port, 'port') ?? ''}`)
    })
  })
  return few(all, '<none>')
}

export function slicePorts(object: ApiObject): string {
  return few(
    listAt(object, 'ports').map((port) => String(numberAt(port, 'port') ?? '*')),
    '<unset>',
  )
}

export function sliceEndpoints(object: ApiObject): string {
  return few(
    listAt(object, 'endpoints').flatMap((one) => listAt(one, 'addresses').map(String)),
    '<unset>',
  )
}

export function ingressHosts(object: ApiObject): string {
  const hosts = listAt(object, 'spec', 'rules').flatMap((rule: Json) => textAt(rule, 'host') || [])
  return few(hosts, '*')
}

function few(all: string[], none: string): string {
  if (all.length === 0) return none
  const text = all.slice(0, shown).join(',')
  return all.length > shown ? `${text} + ${all.length - shown} more...` : text
}
