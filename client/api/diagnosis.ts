import { queryOptions } from '@tanstack/react-query'
import type { FunctionRef } from '#contract/functions.ts'
import { functionKeys } from './functions.ts'
import { ask } from './http.ts'

/** Why a function is not working. Its key lies below that of the details: what makes those stale makes this stale. */
export function diagnosisQuery(ref: FunctionRef) {
  return queryOptions({
    queryKey: [...functionKeys.details(ref), 'diagnosis'],
    queryFn: ({ signal }) =>
      ask('GET /api/namespaces/:namespace/functions/:name/diagnosis', { params: { ...ref }, signal }),
    // What was found may be mended meanwhile: whoever opens it again asks again.
    staleTime: 0,
    gcTime: 0,
  })
}
