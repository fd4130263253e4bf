/** The port a function listens on, and the Service before it (Kubeless reference §1.2.4 and §2.4). */
import { selectorOf } from '../functions/objects.ts'
import type { FunctionObject, ServicePort, ServiceSpec } from '../functions/objects.ts'
import { isRecord, withoutNulls } from './json.ts'
import { Refusal } from './refusal.ts'

const defaultPort = 8080
/** Upstream's name for it, which clients use in the service proxy. */
const portName = 'http-function-port'

export interface FunctionPort {
  /** Of the Service: what a caller uses. */
  service: number
  /** Of the container: what the function listens on. */
  container: number
  /** What the Service calls the container's port, where it does so by name. */
  name?: string
}

/** The Service as wanted: the function's own when it names ports, else the usual one. */
export function serviceSpecOf(fn: FunctionObject): ServiceSpec {
  const { name } = fn.metadata
  const own: unknown = withoutNulls(fn.spec?.service)
  if (own !== undefined && !isRecord(own)) throw invalid('It is not a ServiceSpec.')
  const ports: unknown = own?.['ports'] ?? []
  if (!Array.isArray(ports)) throw invalid('Its ports are not a list.')
  if (ports.length === 0)
    return {
      type: 'ClusterIP',
      selector: selectorOf(name),
      ports: [{ name: portName, port: defaultPort, targetPort: defaultPort, protocol: 'TCP' }],
    }
  const { selector, ...rest } = own as ServiceSpec
  return { ...rest, selector: ownSelector(selector, name), ports: ports.map(portOf) }
}

/** What the first port says: the others are not the function's. */
export function functionPortOf(spec: ServiceSpec): FunctionPort {
  const [first] = spec.ports ?? []
  const service = first?.port ?? defaultPort
  const target = first?.targetPort ?? service
  return typeof target === 'number'
    ? { service, container: target }
    : { service, container: defaultPort, name: target }
}

/**
 * Clients copy all labels of the function into the selector; then changing one leaves the Service without
 * pods. What selects this function's pods anyway selects them by what never changes.
 */
function ownSelector(selector: Record<string, string> | undefined, name: string): Record<string, string> {
  const isOwn = !selector || Object.keys(selector).length === 0 || selector['function'] === name
  return isOwn ? selectorOf(name) : selector
}

function portOf(value: unknown): ServicePort {
  if (!isRecord(value)) throw invalid('A port of it is not an object.')
  const { port, targetPort, nodePort, ...rest } = value
  const target = targetPort === undefined || targetPort === 0 || targetPort === '' ? port : targetPort
  const isName = typeof target === 'string' && !/^\d+$/.test(target)
  return {
    ...rest,
    port: numberOf(port),
    targetPort: isName ? target : numberOf(target),
    protocol: typeof rest['protocol'] === 'string' ? rest['protocol'] : 'TCP',
    ...(typeof nodePort === 'number' && nodePort !== 0 && { nodePort }),
  }
}

function numberOf(value: unknown): number {
  const port = Number(value)
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port
  throw new Refusal(
    'PortInvalid',
    `The port ${JSON.stringify(value) ?? '(none)'} is not a number from 1 to 65535. Correct spec.service.ports.`,
  )
}

function invalid(why: string): Refusal {
  return new Refusal('ServiceInvalid', `spec.service cannot be used: ${why} Correct or remove it.`)
}
