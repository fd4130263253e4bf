/** What annotation `enable-cors` adds to answers, with the values nginx's controller takes by itself. */
import type { Ingress } from '../../functions/trigger-objects.ts'
import { annotationOf } from './routes.ts'

/** Undefined when the Ingress does not ask for it. Any origin may read the answer, none with credentials. */
export function corsHeaders(ingress: Ingress): Record<string, string> | undefined {
  if (annotationOf(ingress, 'enable-cors') !== 'true') return undefined
  return {
    'access-control-allow-origin': annotationOf(ingress, 'cors-allow-origin') ?? '*',
    'access-control-allow-methods':
      annotationOf(ingress, 'cors-allow-methods') ?? 'GET, PUT, POST, DELETE, PATCH, OPTIONS',
    'access-control-allow-headers':
      annotationOf(ingress, 'cors-allow-headers') ??
      'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization',
    'access-control-max-age': annotationOf(ingress, 'cors-max-age') ?? '1728000',
  }
}
