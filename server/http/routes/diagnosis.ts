/** Why a function is not working. */
import type { Router } from 'express'
import { endpoint } from '../endpoint.ts'
import type { Parts } from '../parts.ts'
import { newRouter } from '../router.ts'

export function diagnosisRoutes({ cluster }: Parts): Router {
  const routes = newRouter()

  endpoint(routes, 'GET /api/namespaces/:namespace/functions/:name/diagnosis', {
    answer: ({ params }) => cluster.diagnose(params),
  })

  return routes
}
