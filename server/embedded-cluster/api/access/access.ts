/** Who is asking, and may they. */
import type { IncomingMessage } from 'node:http'
import { refusal } from '../status.ts'
import type { RequestInfo } from '../wire/request-info.ts'
import type { User } from './user.ts'

/** What somebody wants to do, as rules are written about it. */
export interface Attributes {
  isResource: boolean
  verb: string
  group: string
  version?: string
  namespace: string
  resource: string
  subresource: string
  name: string
  /** Of a request that is about no resource. */
  path: string
}

export interface Verdict {
  isAllowed: boolean
  /** Why, for reviews. */
  reason?: string
}

/** One way of answering the second question. */
export type Authorizer = (user: User, attributes: Attributes) => Verdict

export interface Access {
  /** Throws 401. `undefined`: nobody in particular, where that is enough. */
  authenticate(request: IncomingMessage, info: RequestInfo): User
  authenticateToken(token: string): User | undefined
  authorize: Authorizer
  /** The rules that apply to a user in a namespace. */
  rulesFor(user: User, namespace: string): Rule[]
  /** A signed token of a service account. */
  issueToken(
    account: { namespace: string; name: string; uid: string },
    seconds: number,
  ): { token: string; expiresAt: Date }
}

/** One rule of a Role. */
export interface Rule {
  verbs: string[]
  apiGroups?: string[]
  resources?: string[]
  resourceNames?: string[]
  nonResourceURLs?: string[]
}

/** Paths that anybody may see. */
const publicPaths = new Set(['/healthz', '/livez', '/readyz', '/version', '/version/'])

export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] }

export function isPublic({ path }: Pick<RequestInfo, 'path'>): boolean {
  return publicPaths.has(path)
}

export function unauthorized() {
  return refusal(401, 'Unauthorized', 'Unauthorized')
}

export function attributesOf(info: RequestInfo): Attributes {
  const { isResource, verb, group, version, namespace, resource, subresource, name, path } = info
  const asked = name === '' ? onlyNameIn(info) : name
  return { isResource, verb, group, version, namespace, resource, subresource, name: asked, path }
}

/** A list of one name, as a watch of one object is, may be allowed by that name: so does the real server. */
function onlyNameIn({ verb, query }: RequestInfo): string {
  if (verb !== 'list' && verb !== 'watch') return ''
  const terms = (query.get('fieldSelector') ?? '').split(',')
  const [, name] =
    terms.map((term) => /^metadata\.name==?([a-z0-9][a-z0-9.-]*)$/.exec(term)).find(Boolean) ?? []
  return name ?? ''
}
