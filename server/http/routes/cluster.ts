/** The cluster in use, and what it offers. */
import type { Router } from 'express'
import { endpoint } from '../endpoint.ts'
import type { Parts } from '../parts.ts'
import { newRouter } from '../router.ts'

export function clusterRoutes({ cluster }: Parts): Router {
  const routes = newRouter()
  endpoint(routes, 'GET /api/cluster', { answer: () => cluster.describe() })
  endpoint(routes, 'GET /api/namespaces', { answer: () => cluster.listNamespaces() })
  endpoint(routes, 'GET /api/runtimes', { answer: () => cluster.listRuntimes() })
  return routes
}
