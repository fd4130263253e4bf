/** Puts together who may use the API: the administrator's token, tokens of service accounts, and, when wanted, RBAC. */
import { timingSafeEqual, createHash } from 'node:crypto'
import type { Store } from '../store/store.ts'
import { anonymous, isPublic, unauthorized } from './access.ts'
import type { Access, Authorizer } from './access.ts'
import { impersonated } from './impersonation.ts'
import { roleRules, startRoles } from './roles.ts'
import type { TokenSigner } from './service-account-tokens.ts'
import type { User } from './user.ts'

export interface AccessOptions {
  adminToken: string
  /** `all`: whoever has a token may do everything. */
  authorization: 'all' | 'rbac'
  signer: TokenSigner
  now: () => Date
}

const admin: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }

export function startAccess(store: Store, { adminToken, authorization, signer, now }: AccessOptions): Access {
  const roles = startRoles(store)

  function authenticateToken(token: string): User | undefined {
    if (isSame(token, adminToken)) return admin
    const account = signer.verify(token, now())
    if (!account) return undefined
    const there = store.get('/serviceaccounts', account.namespace, account.name)
    if (!there || there.metadata.uid !== account.uid || there.metadata.deletionTimestamp) return undefined
    return {
      name: `system:serviceaccount:${account.namespace}:${account.name}`,
      uid: account.uid,
      groups: [
        'system:serviceaccounts',
        `system:serviceaccounts:${account.namespace}`,
        'system:authenticated',
      ],
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${account.id}`] },
    }
  }

  const authorize: Authorizer = (user, attributes) => {
    const isFree =
      user.groups.includes('system:masters') ||
      (authorization === 'all' && !user.isImpersonated && user !== anonymous)
    return isFree ? { isAllowed: true } : roles(user, attributes)
  }

  return {
    authenticate(request, info) {
      const header = request.headers.authorization
      const token = /^Bearer\s+(\S+)$/i.exec(header ?? '')?.[1]
      const user = token === undefined ? undefined : authenticateToken(token)
      if (user) return impersonated(user, request, authorize)
      if (header === undefined && isPublic(info)) return anonymous
      throw unauthorized()
    },
    authenticateToken,
    authorize,
    rulesFor: (user, namespace) => roleRules(store, user, namespace),
    issueToken: (account, seconds) => signer.issue(account, seconds, now()),
  }
}

/** In the same time whatever differs. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
