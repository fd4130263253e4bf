/** What calls functions. Kept fresh by the event stream; only what is still on its way is asked for again by the clock. */
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { FunctionRef } from '#contract/functions.ts'
import type {
  HttpTriggerChange,
  HttpTriggerSpec,
  ScheduleTriggerChange,
  ScheduleTriggerSpec,
  Trigger,
  TriggerRef,
  TriggerRun,
} from '#contract/triggers.ts'
import { ask } from './http.ts'

/** What only time changes (an ingress controller that never comes) is looked at this often. */
const pendingMs = 3_000

export const triggerKeys = {
  of: ({ namespace, name }: FunctionRef) => ['triggers', namespace, name] as const,
}

/** Everything that calls one function. */
export function triggersQuery({ namespace, name }: FunctionRef) {
  return queryOptions({
    queryKey: triggerKeys.of({ namespace, name }),
    queryFn: ({ signal }) => ask('GET /api/triggers', { query: { namespace, function: name }, signal }),
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status.state === 'pending' || status.state === 'deleting')
        ? pendingMs
        : false,
  })
}

/** What one run of a schedule has written: asked for anew once it is over, and never again after that. */
export function runLogQuery(trigger: TriggerRef, { name: run, state }: TriggerRun) {
  const { namespace, name } = trigger
  return queryOptions({
    queryKey: ['run-log', namespace, name, run, state],
    queryFn: ({ signal }) =>
      ask('GET /api/namespaces/:namespace/schedule-triggers/:name/runs/:run/log', {
        params: { namespace, name, run },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: state === 'running' ? 0 : Infinity,
    refetchInterval: state === 'running' ? pendingMs : false,
  })
}

/** What a form sends: a new trigger, or with `resourceVersion` a change of one. */
export type SentTrigger =
  | { kind: 'http'; spec: HttpTriggerSpec | HttpTriggerChange }
  | { kind: 'schedule'; spec: ScheduleTriggerSpec | ScheduleTriggerChange }

/** Creates or changes a trigger. */
export function useSaveTrigger() {
  const stale = useStale()
  return useMutation({
    mutationFn: (sent: SentTrigger): Promise<Trigger> => {
      const { namespace, name } = sent.spec
      if (sent.kind === 'http')
        return 'resourceVersion' in sent.spec
          ? ask('PUT /api/namespaces/:namespace/http-triggers/:name', {
              params: { namespace, name },
              body: sent.spec,
            })
          : ask('POST /api/namespaces/:namespace/http-triggers', { params: { namespace }, body: sent.spec })
      return 'resourceVersion' in sent.spec
        ? ask('PUT /api/namespaces/:namespace/schedule-triggers/:name', {
            params: { namespace, name },
            body: sent.spec,
          })
        : ask('POST /api/namespaces/:namespace/schedule-triggers', { params: { namespace }, body: sent.spec })
    },
    onSettled: (_answer, _error, { spec }) => stale({ namespace: spec.namespace, name: spec.function }),
  })
}

/** Asks for a deletion of that very trigger. It is gone when the cluster says so. */
export function useDeleteTrigger() {
  const stale = useStale()
  return useMutation({
    mutationFn: ({ kind, namespace, name, uid }: Trigger) =>
      kind === 'http'
        ? ask('DELETE /api/namespaces/:namespace/http-triggers/:name', {
            params: { namespace, name },
            query: { uid },
          })
        : ask('DELETE /api/namespaces/:namespace/schedule-triggers/:name', {
            params: { namespace, name },
            query: { uid },
          }),
    onSettled: (_answer, _error, { namespace, function: name }) => stale({ namespace, name }),
  })
}

/** Calls the function of a schedule now. */
export function useRunNow() {
  const stale = useStale()
  return useMutation({
    mutationFn: ({ namespace, name }: TriggerRef & { function: string }) =>
      ask('POST /api/namespaces/:namespace/schedule-triggers/:name/runs', { params: { namespace, name } }),
    onSettled: (_answer, _error, { namespace, function: name }) => stale({ namespace, name }),
  })
}

function useStale(): (fn: FunctionRef) => void {
  const client = useQueryClient()
  return (fn) => void client.invalidateQueries({ queryKey: triggerKeys.of(fn) })
}
