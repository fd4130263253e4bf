/** Addresses and node ports of Services: nothing listens there, but clients expect them, each given once. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, listAt, numberAt, textAt } from '../json.ts'
import { internalError } from '../status.ts'

/** 10.96.0.1 to 10.96.255.254. */
const prefix = '10.96'
const count = 256 * 256 - 2
const nodePorts = { first: 30_000, last: 32_767 }

/** The spec with a cluster address that no other service has. */
export function allocateAddress(spec: JsonObject, others: ApiObject[]): JsonObject {
  const wanted = textAt(spec, 'clusterIP')
  const address = wanted === undefined || wanted === '' ? freeAddress(others) : wanted
  return {
    ...spec,
    clusterIP: address,
    clusterIPs: [address],
    ipFamilies: listAt(spec, 'ipFamilies').length > 0 ? spec['ipFamilies'] : ['IPv4'],
    ipFamilyPolicy: spec['ipFamilyPolicy'] ?? 'SingleStack',
  }
}

/** The spec with node ports where its type has some. */
export function allocateNodePorts(spec: JsonObject, others: ApiObject[]): JsonObject {
  if (spec['type'] !== 'NodePort' && spec['type'] !== 'LoadBalancer') return spec
  const used = new Set(
    others.flatMap((other) => listAt(other, 'spec', 'ports').map((port) => numberAt(port, 'nodePort'))),
  )
  const ports = listAt(spec, 'ports').map((port): Json => {
    if (!isObject(port) || port['nodePort'] !== undefined) return port
    for (let number = nodePorts.first; number <= nodePorts.last; number++) {
      if (used.has(number)) continue
      used.add(number)
      return { ...port, nodePort: number }
    }
    throw internalError('failed to allocate a nodePort: range is full')
  })
  return { ...spec, ports }
}

function freeAddress(others: ApiObject[]): string {
  const used = new Set(others.map((other) => textAt(other, 'spec', 'clusterIP')))
  const start = Math.floor(Math.random() * count)
  for (let i = 0; i < count; i++) {
    const number = ((start + i) % count) + 1
    const address = `${prefix}.${number >> 8}.${number & 255}`
    if (!used.has(address)) return address
  }
  throw internalError('failed to allocate a cluster IP: range is full')
}
