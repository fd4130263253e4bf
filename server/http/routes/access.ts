/** What the caller may do. */
import type { Router } from 'express'
import type { FunctionAction, NamespaceAccess } from '../../contract/access.ts'
import { endpoint } from '../endpoint.ts'
import type { Parts } from '../parts.ts'
import { newRouter } from '../router.ts'

export function accessRoutes({ cluster }: Parts): Router {
  const routes = newRouter()
  endpoint(routes, 'GET /api/namespaces/:namespace/access', {
    async answer({ params, context }) {
      const access = await cluster.access(params.namespace)
      return context.principal?.isViewer ? asViewer(access) : access
    },
  })
  return routes
}

const forOperators = [
  'create',
  'change',
  'delete',
  'invoke',
  'changeAddresses',
  'changeSchedules',
  'runSchedules',
] satisfies FunctionAction[]

/** Who is in none of the proxy's groups looks only, whatever our account may do. */
function asViewer({ namespace, may }: NamespaceAccess): NamespaceAccess {
  return {
    namespace,
    may: { ...may, ...Object.fromEntries(forOperators.map((action) => [action, false])) },
    missing: forOperators.map((action) => ({
      action,
      needs: 'one of the groups that may change and call functions',
    })),
  }
}
