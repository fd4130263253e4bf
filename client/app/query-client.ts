import { QueryClient } from '@tanstack/react-query'
import { ApiError } from '../api/http.ts'

/** How questions behave: what the event stream keeps fresh needs no polling, and a refusal is no accident. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // We know better than the browser whether the server answers; it may be on this very machine.
        networkMode: 'always',
        retry: (failures, error) => isPassing(error) && failures < 2,
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** Whether it may be over in a moment. */
function isPassing(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500)
}
