import { queryOptions } from '@tanstack/react-query'
import { ask } from './http.ts'

/** The cluster in use. */
export const clusterQuery = queryOptions({
  queryKey: ['cluster'],
  queryFn: ({ signal }) => ask('GET /api/cluster', { signal }),
})
