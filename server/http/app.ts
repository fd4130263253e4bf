/**
 * Our API over HTTP, and the page: every middleware and every route, in the order a request meets them. No
 * manifest is seen here, and no Express object leaves this room.
 */
import compression from 'compression'
import express from 'express'
import type { RequestListener } from 'node:http'
import { startCallers } from './callers.ts'
import { lines } from './lines.ts'
import { startLife } from './life.ts'
import type { Life } from './life.ts'
import { createMetrics } from './metrics.ts'
import { authenticate } from './middleware/authenticate.ts'
import { answerErrors, endOfApi, nothingThere } from './middleware/errors.ts'
import { onlyReading, refuseOtherMethods } from './middleware/offered-methods.ts'
import { checkOrigin } from './middleware/origin.ts'
import { checkAddress, checkHeaders, checkHost, checkMethod } from './middleware/request-checks.ts'
import { startContext } from './middleware/request-context.ts'
import { logRequests } from './middleware/request-log.ts'
import { securityHeaders } from './middleware/security-headers.ts'
import { refuseWhileStopping } from './middleware/stopping.ts'
import type { Parts } from './parts.ts'
import { accessRoutes } from './routes/access.ts'
import { clusterRoutes } from './routes/cluster.ts'
import { diagnosisRoutes } from './routes/diagnosis.ts'
import { archiveRoutes } from './routes/archives.ts'
import { functionRoutes } from './routes/functions.ts'
import { healthRoutes, metricsRoutes } from './routes/health.ts'
import { invocationRoutes } from './routes/invocations.ts'
import { readinessRoutes } from './routes/readiness.ts'
import { sessionRoutes } from './routes/session.ts'
import { streamRoutes } from './routes/streams.ts'
import { triggerRoutes } from './routes/triggers.ts'
import { startSlots } from './slots.ts'
import { startTokenCheck } from './token-check.ts'

/** What `startHttp` serves. */
export interface App {
  handle: RequestListener
  life: Life
}

export function createApp(given: Parts): App {
  const { auth, sessions, log, pages, now } = given
  const life = startLife()
  const tokens = startTokenCheck(() => auth.token, now)
  const callers = startCallers(given.cluster)
  const parts = { ...given, cluster: callers.cluster }
  const calls = startSlots({ perSession: 8, total: 64, waitMs: 0 })
  // A page that is left and one that is entered may overlap for a moment.
  const streams = startSlots({ perSession: 4, total: 1000, waitMs: 1000 })
  const metrics = createMetrics({ streams, calls })

  const app = express()
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').enable('strict routing')
  app.set('query parser', false)

  app.use(startContext, securityHeaders, logRequests(log), metrics.observe)
  app.use(checkMethod, checkHeaders, checkAddress, checkHost(parts))
  app.use(healthRoutes(parts, life), refuseWhileStopping(life))
  app.use(authenticate(auth, sessions, tokens), checkOrigin(parts))
  if (auth.users) app.use(callers.remember)
  app.use(compression({ filter: isWorthPacking }))
  app.use(sessionRoutes(parts, tokens), clusterRoutes(parts), functionRoutes(parts), diagnosisRoutes(parts))
  app.use(archiveRoutes(parts))
  app.use(readinessRoutes(parts), accessRoutes(parts))
  app.use(triggerRoutes(parts))
  app.use(invocationRoutes(parts, { slots: calls, life }), streamRoutes(parts, { slots: streams, life }))
  app.use(metricsRoutes(metrics), refuseOtherMethods(lines))
  app.use(endOfApi, onlyReading, pages, nothingThere)
  app.use(answerErrors(log))
  return { handle: app, life }
}

/** Lists are; the page is packed already, a stream must not wait. */
function isWorthPacking(_request: unknown, response: { getHeader(name: string): unknown }): boolean {
  const type = response.getHeader('content-type')
  return typeof type === 'string' && type.startsWith('application/json')
}
