import { queryOptions } from '@tanstack/react-query'
import { ask } from './http.ts'

/** What is wired and what is not. Asked again while somebody looks, since they may be mending it. */
export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: ({ signal }) => ask('GET /api/readiness', { signal }),
  staleTime: 0,
  refetchInterval: 5_000,
})
