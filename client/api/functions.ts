/**
 * Functions: the list, one in detail, and what changes them. Neither is asked for again by the clock: the
 * event stream (`events.ts`) keeps the list fresh and says which details are stale.
 */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import type { FunctionDetails, FunctionRef, FunctionSpec } from '#contract/functions.ts'
import { sendChange } from './archives.ts'
import { applyEvents } from './apply-events.ts'
import { collectEvents } from './event-journal.ts'
import { ask } from './http.ts'

export const functionKeys = {
  all: ['functions'] as const,
  list: ['functions', 'list'] as const,
  details: ({ namespace, name }: FunctionRef) => ['functions', 'details', namespace, name] as const,
}

/** Every function of every namespace, as rows of a list. */
export const functionListQuery = queryOptions({
  queryKey: functionKeys.list,
  queryFn: async ({ signal }) => {
    // What happens while the answer is on its way may not be in it.
    const meanwhile = collectEvents()
    try {
      const list = await ask('GET /api/functions', { signal })
      return applyEvents(list, meanwhile.events)
    } finally {
      meanwhile.stop()
    }
  },
  staleTime: Infinity,
})

/** Everything about one function. */
export function functionDetailsQuery(ref: FunctionRef) {
  return queryOptions({
    queryKey: functionKeys.details(ref),
    queryFn: ({ signal }) =>
      ask('GET /api/namespaces/:namespace/functions/:name', { params: { ...ref }, signal }),
  })
}

/** Creates a function. */
export function useCreateFunction() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (spec: FunctionSpec) =>
      ask('POST /api/namespaces/:namespace/functions', { params: { namespace: spec.namespace }, body: spec }),
    onSuccess: (details) => rememberDetails(client, details),
  })
}

/** Stores a change; refused with `conflict` when somebody else was faster. */
export function useChangeFunction() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: sendChange,
    onSuccess: (details) => rememberDetails(client, details),
  })
}

/** What to delete. With `uid`: only that very function, not one of the same name made since. */
export type Deletion = FunctionRef & { uid?: string }

/** Asks for a deletion. It is gone when the event stream says so, not before. */
export function useDeleteFunction() {
  return useMutation({
    mutationFn: ({ namespace, name, uid }: Deletion) =>
      ask('DELETE /api/namespaces/:namespace/functions/:name', {
        params: { namespace, name },
        query: { uid },
      }),
  })
}

function rememberDetails(client: QueryClient, details: FunctionDetails): void {
  client.setQueryData(functionKeys.details(details), details)
  // The answer may be older than what the stream said meanwhile; asking again settles it.
  void client.invalidateQueries({ queryKey: functionKeys.details(details) })
}
