/** Acting as somebody else: `Impersonate-User` and `Impersonate-Group`, `kubectl --as`. */
import type { IncomingMessage } from 'node:http'
import { forbidden, refusal } from '../status.ts'
import type { Authorizer } from './access.ts'
import type { User } from './user.ts'

/** Whom the request wants to be taken for. Throws 403 when the real user may not. */
export function impersonated(user: User, request: IncomingMessage, authorize: Authorizer): User {
  const name = request.headersDistinct['impersonate-user']?.[0]
  const groups = request.headersDistinct['impersonate-group'] ?? []
  if (name === undefined) {
    if (groups.length === 0) return user
    throw refusal(500, 'InternalError', `requested [{Group  ${groups[0]}  }] without impersonating a user`)
  }
  check(user, authorize, 'users', name)
  for (const group of groups) check(user, authorize, 'groups', group)
  return { name, groups: [...groups, ...groupsOf(name), 'system:authenticated'], isImpersonated: true }
}

function check(user: User, authorize: Authorizer, resource: string, name: string): void {
  const attributes = {
    isResource: true,
    verb: 'impersonate',
    group: '',
    namespace: '',
    resource,
    subresource: '',
    name,
    path: '',
  }
  if (authorize(user, attributes).isAllowed) return
  throw forbidden(
    { group: '', plural: resource },
    name,
    `User ${JSON.stringify(user.name)} cannot impersonate resource ${JSON.stringify(resource)} in API group "" at the cluster scope`,
  )
}

/** What service accounts are in by their name. */
function groupsOf(name: string): string[] {
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name)
  return account ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`] : []
}
