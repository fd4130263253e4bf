/** What a kubelet and a Prometheus ask. */
import type { Router } from 'express'
import type { Life } from '../life.ts'
import type { Metrics } from '../metrics.ts'
import type { Parts } from '../parts.ts'
import { newRouter } from '../router.ts'

/** Answered to anybody, and hence with nothing worth knowing in it. */
export function healthRoutes({ cluster, auth }: Parts, life: Life): Router {
  const routes = newRouter()
  // Alive whatever the cluster does: a restart would not mend it.
  routes.get('/healthz', (_request, response) => void response.type('text/plain').send('ok'))
  routes.get('/readyz', (_request, response) => {
    const obstacle = obstacleOf()
    response.status(obstacle === undefined ? 200 : 503).type('text/plain')
    response.send(obstacle ?? 'ok')
  })
  const obstacleOf = (): string | undefined => {
    if (life.isStopping) return 'stopping'
    if (auth.mode === 'token' && !auth.token)
      return ['there is no access token', auth.problem?.message, auth.problem?.hint]
        .filter(Boolean)
        .join('\n')
    if (auth.mode === 'forward' && !auth.proxySecret) return 'there is no secret of the proxy'
    // Once read, the last known state is worth showing even while the cluster is away.
    const { hasSynced, state, reason } = cluster.connection()
    if (hasSynced) return undefined
    return state === 'disconnected'
      ? `the cluster has not been read yet: ${reason ?? 'not connected'}`
      : 'the cluster has not been read yet'
  }
  return routes
}

/** What is counted says who uses what, so it needs the access token; Prometheus can send it. */
export function metricsRoutes(metrics: Metrics): Router {
  const routes = newRouter()
  routes.get('/metrics', metrics.answer)
  return routes
}
