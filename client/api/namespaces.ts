import { queryOptions } from '@tanstack/react-query'
import { ask } from './http.ts'

/** The namespaces functions may live in. */
export const namespacesQuery = queryOptions({
  queryKey: ['namespaces'],
  queryFn: ({ signal }) => ask('GET /api/namespaces', { signal }),
})
