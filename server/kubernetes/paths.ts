/**
 * The only place where the address of a Kubernetes request is put together. A name that is not one
 * (`..`, `a/b`, `%2e`) would turn "delete this pod" into "delete this namespace", so every segment
 * is checked against the rules of Kubernetes, and the result against what it should begin with.
 */
import type { Resource } from '../functions/resources.ts'
import { KubernetesError } from './errors.ts'

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const serviceName = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/
const dnsSubdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const apiWord = /^[a-z][a-z0-9]{0,62}$/

/** What an address is made of. */
export interface PathParts {
  namespace?: string
  name?: string
  subresource?: string
  query?: Record<string, string | number | boolean | undefined>
}

/** The path and query of an object, or of a collection when there is no name. */
export function pathOf(resource: Resource, { namespace, name, subresource, query }: PathParts = {}): string {
  const segments =
    resource.group === '' ? ['api'] : ['apis', checked('API group', resource.group, dnsSubdomain)]
  segments.push(checked('version', resource.version, apiWord))
  if (namespace !== undefined) {
    if (!resource.isNamespaced) throw refused(`${resource.plural} do not live in a namespace`)
    segments.push('namespaces', checked('namespace', namespace, dnsLabel))
  }
  segments.push(checked('resource', resource.plural, apiWord))
  if (name !== undefined) {
    if (resource.isNamespaced && namespace === undefined)
      throw refused(`the namespace of ${resource.plural}/${name} is missing`)
    segments.push(checked('name', name, dnsSubdomain))
  } else if (subresource !== undefined) throw refused('a subresource belongs to a named object')
  if (subresource !== undefined) segments.push(checked('subresource', subresource, apiWord))
  const path = `/${segments.join('/')}`
  return under(path, path) + queryOf(query)
}

/** The address of a path of a Service, behind the API server's proxy. `path` begins with `/`. */
export function proxyPathOf(target: {
  namespace: string
  service: string
  port: string
  path: string
}): string {
  const namespace = checked('namespace', target.namespace, dnsLabel)
  const service = checked('Service name', target.service, serviceName)
  const port = checked('port', target.port, dnsLabel)
  const prefix = `/api/v1/namespaces/${namespace}/services/${service}:${port}/proxy`
  if (!target.path.startsWith('/') || isSteering(target.path))
    throw refused('the path of the call cannot be used')
  return under(`${prefix}${target.path}`, `${prefix}/`)
}

/** The same path when it is an absolute one of the API that stays where it points. */
export function rawPathOf(path: string): string {
  if (!path.startsWith('/') || path.startsWith('//') || isSteering(path))
    throw refused(`${JSON.stringify(path)} is not a path of the API`)
  return under(path, '/')
}

/** Whether some reader of the path, however many times it decodes, could be led elsewhere by it. */
function isSteering(path: string): boolean {
  let seen = path.split('?', 1)[0] ?? ''
  for (let round = 0; round < 3; round++) {
    if (/[\u0000-\u0020\u007f\\#]/.test(round === 0 ? path : seen.replaceAll(' ', ''))) return true
    if (seen.startsWith('//') || seen.split('/').some((segment) => segment === '.' || segment === '..'))
      return true
    const decoded = decodedOnce(seen)
    if (decoded === seen) return false
    seen = decoded
  }
  return false
}

function decodedOnce(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}

function checked(what: string, value: string, rule: RegExp): string {
  if (!rule.test(value)) throw refused(`${JSON.stringify(value)} is not a ${what}`)
  return value
}

/** The path as a URL parser sends it, which must still lie under `prefix`. */
function under(path: string, prefix: string): string {
  const url = new URL(path, 'http://api.invalid')
  if (url.host !== 'api.invalid' || !url.pathname.startsWith(prefix))
    throw refused('the address leads elsewhere')
  return url.pathname + url.search
}

function queryOf(query: PathParts['query']): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

function refused(reason: string): KubernetesError {
  return new KubernetesError(`not sent: ${reason}`, { code: 400 })
}
