/** Reads what a request is about out of its method and path, as the API server does before it decides anything. */

/** A request for a resource, or for another path. */
export interface RequestInfo {
  isResource: boolean
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; else the method in lower case. */
  verb: string
  group: string
  version: string
  namespace: string
  /** Plural; empty when the path ends before it. */
  resource: string
  name: string
  subresource: string
  /** What follows the subresource, beginning with `/`, still encoded; empty when nothing does, not even a slash. */
  rest: string
  /** Without query, as it came. */
  path: string
  query: URLSearchParams
}

const verbs: Record<string, string> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  GET: 'get',
  HEAD: 'get',
}
/** Subresources of a namespace itself, as opposed to kinds in it. */
const ofNamespaces = new Set(['status', 'finalize'])

export function requestInfoOf(method: string, url: string): RequestInfo {
  const at = url.indexOf('?')
  const path = at < 0 ? url : url.slice(0, at)
  const query = new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
  const info: RequestInfo = {
    isResource: false,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    namespace: '',
    resource: '',
    name: '',
    subresource: '',
    rest: '',
    path,
    query,
  }
  const [root, ...parts] = path.replace(/^\/+/, '').split('/')
  if (root === 'apis' && parts.length >= 3) info.group = parts.shift() ?? ''
  else if (root !== 'api' || parts.length < 2) return info
  info.version = parts.shift() ?? ''
  info.isResource = true
  info.verb = verbs[method] ?? method.toLowerCase()
  let isWatch = info.verb === 'get' && isTrue(query.get('watch'))
  if (parts[0] === 'watch' && parts.length > 1) {
    parts.shift()
    isWatch = true
  }
  if (parts[0] === 'namespaces' && parts.length > 1 && parts[1]) {
    info.namespace = decoded(parts[1])
    if (parts.length > 2 && parts[2] && !ofNamespaces.has(parts[2])) parts.splice(0, 2)
  }
  info.resource = decoded(parts[0] ?? '')
  info.name = decoded(parts[1] ?? '')
  info.subresource = decoded(parts[2] ?? '')
  if (parts.length > 3) info.rest = `/${parts.slice(3).join('/')}`
  if (info.name === '') {
    if (info.verb === 'get') info.verb = isWatch ? 'watch' : 'list'
    if (info.verb === 'delete') info.verb = 'deletecollection'
  } else if (isWatch && info.subresource === '') info.verb = 'watch'
  return info
}

/** As Go reads a boolean in a query: present and not `false` or `0`. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== 'false' && value !== '0'
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // Not an encoding: then it is what it is, and nothing is called that.
  }
}
