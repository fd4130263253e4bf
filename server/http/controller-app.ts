/** What a controller without a page says of itself: to a kubelet, to Prometheus, and to whoever wonders. */
import express from 'express'
import type { App } from './app.ts'
import { startLife } from './life.ts'
import { securityHeaders } from './middleware/security-headers.ts'

export interface ControllerAppParts {
  /** What it is doing; `starting` is not ready. */
  health: () => { state: 'active' | 'standby' | 'starting'; message: string }
}

/** Answers three addresses, to anybody, and holds nothing worth knowing in them. */
export function createControllerApp({ health }: ControllerAppParts): App {
  const life = startLife()
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.set('query parser', false)
  app.use(securityHeaders)
  app.get('/healthz', (_request, response) => void response.type('text/plain').send('ok'))
  app.get('/readyz', (_request, response) => {
    const { state, message } = health()
    const isReady = state !== 'starting' && !life.isStopping
    response.status(isReady ? 200 : 503).type('text/plain')
    response.send(life.isStopping ? 'Stopping.' : message)
  })
  app.get('/metrics', (_request, response) => {
    response.type('text/plain; version=0.0.4').send(metricsOf(health().state))
  })
  app.use((_request, response) => void response.status(404).type('text/plain').send('Not here.'))
  return { handle: app, life }
}

function metricsOf(state: string): string {
  const states = ['active', 'standby', 'starting']
  return [
    '# HELP kubeless_ui_controller_state What this controller is doing.',
    '# TYPE kubeless_ui_controller_state gauge',
    ...states.map((name) => `kubeless_ui_controller_state{state="${name}"} ${name === state ? 1 : 0}`),
    '# HELP process_resident_memory_bytes Memory in use.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '',
  ].join('\n')
}
