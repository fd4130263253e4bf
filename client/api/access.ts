import { queryOptions } from '@tanstack/react-query'
import { ask } from './http.ts'

/** What may be done in a namespace. Rights seldom change: half a minute is soon enough. */
export function accessQuery(namespace: string) {
  return queryOptions({
    queryKey: ['access', namespace],
    queryFn: ({ signal }) => ask('GET /api/namespaces/:namespace/access', { params: { namespace }, signal }),
    staleTime: 30_000,
  })
}
