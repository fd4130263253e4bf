import { queryOptions } from '@tanstack/react-query'
import { ask } from './http.ts'

/** The runtimes of the cluster, with their samples. */
export const runtimesQuery = queryOptions({
  queryKey: ['runtimes'],
  queryFn: ({ signal }) => ask('GET /api/runtimes', { signal }),
})
