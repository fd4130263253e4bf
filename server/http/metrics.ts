/** Figures about this process for Prometheus. */
import type { RequestHandler } from 'express'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { contextOf } from './request-context.ts'
import type { Slots } from './slots.ts'

export interface Metrics {
  /** Counts every request by the line of the API it was for. */
  observe: RequestHandler
  /** Answers all figures. */
  answer: RequestHandler
}

export function createMetrics({ streams, calls }: { streams: Slots; calls: Slots }): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const labelNames = ['endpoint', 'status'] as const
  const requests = new Counter({
    name: 'kubeless_ui_requests_total',
    help: 'Requests answered.',
    labelNames,
    registers,
  })
  const durations = new Histogram({
    name: 'kubeless_ui_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer; streams are left out.',
    labelNames: ['endpoint'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 180],
    registers,
  })
  const gauge = (name: string, help: string, slots: Slots) =>
    new Gauge({
      name,
      help,
      registers,
      collect: function () {
        this.set(slots.taken)
      },
    })
  gauge('kubeless_ui_streams', 'Event streams that are open.', streams)
  gauge('kubeless_ui_calls', 'Calls to functions that are running.', calls)

  return {
    observe(request, response, next) {
      response.once('close', () => {
        const { endpoint = 'other', startedAt } = contextOf(request)
        requests.inc({ endpoint, status: response.statusCode })
        const isStream = String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')
        if (!isStream) durations.observe({ endpoint }, (performance.now() - startedAt) / 1000)
      })
      next()
    },
    async answer(_request, response) {
      response.setHeader('Content-Type', registry.contentType)
      response.end(await registry.metrics())
    },
  }
}
