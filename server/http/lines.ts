import type { Endpoint } from '../contract/api.ts'

/** Every line of the table, at run time; a line that is missing here is a type error. */
const all: Record<Endpoint, true> = {
  'GET /api/session/help': true,
  'POST /api/session': true,
  'GET /api/session': true,
  'DELETE /api/session': true,
  'GET /api/cluster': true,
  'GET /api/readiness': true,
  'GET /api/namespaces': true,
  'GET /api/namespaces/:namespace/access': true,
  'GET /api/runtimes': true,
  'GET /api/functions': true,
  'POST /api/namespaces/:namespace/functions': true,
  'GET /api/namespaces/:namespace/functions/:name': true,
  'GET /api/namespaces/:namespace/functions/:name/diagnosis': true,
  'PUT /api/namespaces/:namespace/functions/:name': true,
  'DELETE /api/namespaces/:namespace/functions/:name': true,
  'GET /api/namespaces/:namespace/functions/:name/files': true,
  'PUT /api/namespaces/:namespace/functions/:name/files': true,
  'GET /api/namespaces/:namespace/functions/:name/files/text': true,
  'POST /api/namespaces/:namespace/functions/:name/invocations': true,
  'GET /api/namespaces/:namespace/functions/:name/logs': true,
  'GET /api/triggers': true,
  'POST /api/namespaces/:namespace/http-triggers': true,
  'GET /api/namespaces/:namespace/http-triggers/:name': true,
  'PUT /api/namespaces/:namespace/http-triggers/:name': true,
  'DELETE /api/namespaces/:namespace/http-triggers/:name': true,
  'POST /api/namespaces/:namespace/schedule-triggers': true,
  'GET /api/namespaces/:namespace/schedule-triggers/:name': true,
  'PUT /api/namespaces/:namespace/schedule-triggers/:name': true,
  'DELETE /api/namespaces/:namespace/schedule-triggers/:name': true,
  'POST /api/namespaces/:namespace/schedule-triggers/:name/runs': true,
  'GET /api/namespaces/:namespace/schedule-triggers/:name/runs/:run/log': true,
  'GET /api/events': true,
}

export const lines = Object.keys(all)
