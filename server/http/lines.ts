import type { Endpoint } from '../contract/api.ts'

/** Every line of the table, at run time; a line that is missing here is a type error. */
const all: Record<Endpoint, true> = {
  'GET /api/session/help': true,
  'POST /api/session': true,
  'GET /api/session': true,
  'DELETE /api/session': true,
  'GET /api/cluster': true,
  'GET /api/namespaces': true,
  'GET /api/runtimes': true,
  'GET /api/functions': true,
  'POST /api/namespaces/:namespace/functions': true,
  'GET /api/namespaces/:namespace/functions/:name': true,
  'PUT /api/namespaces/:namespace/functions/:name': true,
  'DELETE /api/namespaces/:namespace/functions/:name': true,
  'POST /api/namespaces/:namespace/functions/:name/invocations': true,
  'GET /api/namespaces/:namespace/functions/:name/logs': true,
  'GET /api/events': true,
}

export const lines = Object.keys(all)
