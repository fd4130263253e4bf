/** From a request to its answer: who asks, about what, may they, and which verb does it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { attributesOf, isPublic } from './access/access.ts'
import type { User } from './access/user.ts'
import { aggregated, coreVersions, etagOf, groupList, groupOf, resourceList, rootPaths } from './discovery.ts'
import { standardGroups } from './kinds/built-in-kinds.ts'
import { openApi } from './openapi/openapi.ts'
import { forbidden, methodNotAllowed, noSuchResource, refusal } from './status.ts'
import { podLog } from './streams/pod-log.ts'
import { proxy } from './streams/proxy.ts'
import type { Call, Cluster } from './verbs/context.ts'
import { create } from './verbs/create.ts'
import { remove, removeCollection } from './verbs/delete.ts'
import { patch } from './verbs/patch.ts'
import { get, list } from './verbs/read.ts'
import { review } from './verbs/reviews.ts'
import { binding, eviction, finalize, tokenRequest } from './verbs/small-subresources.ts'
import { scale } from './verbs/scale.ts'
import { update } from './verbs/update.ts'
import { watch } from './verbs/watch.ts'
import { answerError, answerJson, answerPlain, answerText } from './wire/answer.ts'
import type { Exchange } from './wire/answer.ts'
import { wantedBy } from './wire/media-types.ts'
import { requestInfoOf } from './wire/request-info.ts'
import type { RequestInfo } from './wire/request-info.ts'
import { versionInfo } from './version.ts'

/** Answers one request, whatever happens. */
export async function answer(
  cluster: Cluster,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange: Exchange = { request, response, warnings: [] }
  // A client that leaves in the middle is no fault.
  response.on('error', () => undefined)
  try {
    const info = requestInfoOf(request.method ?? 'GET', request.url ?? '/')
    const user = cluster.access.authenticate(request, info)
    checkAccess(cluster, user, info, response)
    if (info.isResource && info.resource !== '') await answerResource(cluster, exchange, info, user)
    else await answerPath(cluster, exchange, info)
  } catch (error) {
    answerError(exchange, error, (message) => cluster.log(message))
    // What was not read is not waited for.
    request.resume()
  }
}

function checkAccess(cluster: Cluster, user: User, info: RequestInfo, response: ServerResponse): void {
  if (isPublic(info)) return
  const attributes = attributesOf(info)
  if (cluster.access.authorize(user, attributes).isAllowed) return
  response.setHeader('X-Content-Type-Options', 'nosniff')
  if (!info.isResource || info.resource === '')
    throw refusal(
      403,
      'Forbidden',
      `forbidden: User ${JSON.stringify(user.name)} cannot ${info.verb} path ${JSON.stringify(info.path)}`,
      {},
    )
  const { group, resource: plural, subresource, namespace, name, verb } = info
  const resource = subresource === '' ? plural : `${plural}/${subresource}`
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`
  throw forbidden(
    { group, plural },
    name,
    `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)} ${place}`,
  )
}

async function answerResource(
  cluster: Cluster,
  exchange: Exchange,
  info: RequestInfo,
  user: User,
): Promise<void> {
  const kind = cluster.registry.find(info.group, info.version, info.resource)
  if (!kind) return answerUnknown(cluster, exchange, info)
  if (kind.isNamespaced && info.namespace === '' && (info.name !== '' || info.verb === 'create'))
    throw noSuchResource()
  if (!kind.isNamespaced && info.namespace !== '' && kind.plural !== 'namespaces') throw noSuchResource()
  const call: Call = { ...exchange, cluster, info, kind, user }
  if (kind.deprecation) call.warnings.push(kind.deprecation)
  if (info.subresource !== '') return answerSubresource(call)
  if (!kind.verbs.includes('list')) return review(call)
  await verbOf(call)
}

async function verbOf(call: Call): Promise<void> {
  const { info, kind } = call
  const isCollection = info.name === ''
  switch (info.verb) {
    case 'get':
      return get(call)
    case 'list':
      return list(call)
    case 'watch':
      return watch(call)
    case 'create':
      return create(call)
    case 'update':
      if (isCollection) break
      return update(call)
    case 'patch':
      if (isCollection) break
      return patch(call)
    case 'delete':
      return remove(call)
    case 'deletecollection':
      if (!kind.verbs.includes('deletecollection')) break
      return removeCollection(call)
  }
  if (kind.custom && !['update', 'patch'].includes(info.verb))
    throw refusal(
      405,
      'MethodNotAllowed',
      ` is not supported on resources of kind "${kind.plural}.${kind.group}"`,
      {
        group: kind.group,
        kind: kind.plural,
      },
    )
  throw methodNotAllowed()
}

async function answerSubresource(call: Call): Promise<void> {
  const { info, kind } = call
  const found = kind.subresources.find(({ name }) => name === info.subresource)
  if (!found) return answerAbsent(call)
  if (info.subresource === 'proxy') return proxy(call)
  if (info.rest !== '') throw noSuchResource()
  if (!found.verbs.includes(info.verb)) throw methodNotAllowed()
  switch (`${kind.plural}/${info.subresource}`) {
    case 'pods/log':
      return podLog(call)
    case 'pods/binding':
      return binding(call)
    case 'pods/eviction':
      return eviction(call)
    case 'namespaces/finalize':
      return finalize(call)
    case 'serviceaccounts/token':
      return tokenRequest(call)
  }
  if (info.subresource === 'scale') return scale(call)
  if (info.verb === 'get') return get(call)
  return info.verb === 'update' ? update(call) : patch(call)
}

/** A subresource this cluster, or any, does not have. */
function answerAbsent({ info, kind, request }: Call): never {
  if (kind.plural === 'pods' && ['exec', 'attach', 'portforward'].includes(info.subresource)) {
    if (request.headers.upgrade === undefined) throw refusal(400, 'BadRequest', 'Upgrade request required')
    throw refusal(
      501,
      'NotImplemented',
      `pods here are processes of this machine without a terminal of their own: ${info.subresource} is not possible`,
    )
  }
  if (kind.custom && (info.subresource === 'status' || info.subresource === 'scale'))
    throw refusal(404, 'NotFound', `${kind.plural}.${kind.group} ${JSON.stringify(info.name)} not found`, {
      name: info.name,
      group: kind.group,
      kind: kind.plural,
    })
  throw noSuchResource()
}

/** A kind there is not: plain text where not even the group is known, as a real server does. */
function answerUnknown(cluster: Cluster, exchange: Exchange, info: RequestInfo): void {
  const { registry } = cluster
  if (registry.isInitializing(info.group, info.resource))
    throw refusal(429, 'TooManyRequests', 'storage is (re)initializing', { retryAfterSeconds: 1 })
  if (info.group === '' ? info.version === 'v1' : standardGroups.has(info.group)) throw noSuchResource()
  answerPlain(exchange, 404, '404 page not found\n')
}

async function answerPath(cluster: Cluster, exchange: Exchange, info: RequestInfo): Promise<void> {
  const { registry } = cluster
  const { request, response } = exchange
  const path = info.path.length > 1 ? info.path.replace(/\/$/, '') : info.path
  if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed()
  switch (path) {
    case '/healthz':
    case '/livez':
    case '/readyz':
      return answerPlain(
        exchange,
        200,
        info.query.has('verbose') ? `[+]ping ok\n[+]storage ok\n${path.slice(1)} check passed\n` : 'ok',
      )
    case '/version':
      return answerText(exchange, 200, JSON.stringify(versionInfo, null, 2))
    case '/':
      return answerText(exchange, 200, JSON.stringify({ paths: rootPaths(registry) }, null, 2))
    case '/api':
    case '/apis': {
      const wanted = wantedBy(request.headers.accept, info.query, { isDiscovery: true })
      response.setHeader('Vary', 'Accept')
      if (wanted.as !== 'APIGroupDiscoveryList') {
        const value = path === '/api' ? coreVersions(request.headers.host ?? '') : groupList(registry)
        return answerJson(exchange, 200, value, wanted)
      }
      const text = JSON.stringify(aggregated(registry, path === '/api'))
      const etag = etagOf(text)
      response.setHeader('Etag', etag)
      if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end()
      response.setHeader(
        'Content-Type',
        'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      )
      return answerText(exchange, 200, text, wanted)
    }
  }
  const wanted = () => wantedBy(request.headers.accept, info.query)
  if (path === '/openapi' || path.startsWith('/openapi/')) return openApi(cluster, exchange, path)
  const [root, group = '', version = '', ...more] = path.slice(1).split('/')
  if (root === 'api' && group === 'v1' && version === '')
    return answerJson(exchange, 200, resourceList(registry, '', 'v1'), wanted())
  if (root === 'apis' && more.length === 0 && registry.hasGroup(group)) {
    if (version === '') return answerJson(exchange, 200, groupOf(registry, group), wanted())
    if (registry.hasVersion(group, version))
      return answerJson(exchange, 200, resourceList(registry, group, version), wanted())
  }
  if (root === 'apis' && more.length === 0 && version !== '' && standardGroups.has(group))
    throw noSuchResource()
  answerPlain(exchange, 404, '404 page not found\n')
}
