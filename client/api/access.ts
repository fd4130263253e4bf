import { queryOptions, useQueries, useQuery } from '@tanstack/react-query'
import type { FunctionAction, NamespaceAccess } from '#contract/access.ts'
import { ask } from './http.ts'

/** Who was just granted a right sees it without asking. */
const whileLackingMs = 6_000

/** What may be done in a namespace. Rights seldom change: half a minute is soon enough, unless one is waited for. */
export function accessQuery(namespace: string) {
  return queryOptions({
    queryKey: ['access', namespace],
    queryFn: ({ signal }) => ask('GET /api/namespaces/:namespace/access', { params: { namespace }, signal }),
    staleTime: 30_000,
    refetchInterval: ({ state: { data } }) => (data && data.missing.length > 0 ? whileLackingMs : false),
  })
}

/** Why something may not be done, and what would allow it. */
export interface Denial {
  reason: string
  remedy?: { words: string; text: string; copyLabel: string }
}

/** Undefined while it may be done, and while that is not known: the server has the last word. */
export function useDenial(namespace: string | undefined, action: FunctionAction): Denial | undefined {
  const { data } = useQuery({ ...accessQuery(namespace ?? ''), enabled: namespace !== undefined })
  return denialIn(data, action)
}

/** What may be done in each of a few namespaces, as far as it is known. */
export function useAccess(namespaces: readonly string[]): readonly (NamespaceAccess | undefined)[] {
  return useQueries({
    queries: namespaces.map((namespace) => accessQuery(namespace)),
    combine: (answers) => answers.map(({ data }) => data),
  })
}

export function denialIn(access: NamespaceAccess | undefined, action: FunctionAction): Denial | undefined {
  if (!access || access.may[action]) return undefined
  const needs = access.missing.find((right) => right.action === action)?.needs
  const what = `You may not ${words[action]} in ${access.namespace}`
  return { reason: needs ? `${what}: that needs ${needs}.` : `${what}.`, remedy: remedyOf(access) }
}

function remedyOf({ grant }: NamespaceAccess): Denial['remedy'] {
  return grant === undefined
    ? undefined
    : {
        words: 'This grants all that you lack there. Hand it to whoever may apply it:',
        text: grant,
        copyLabel: 'Copy the YAML',
      }
}

const words: Record<FunctionAction, string> = {
  create: 'create functions',
  change: 'change functions',
  delete: 'delete functions',
  invoke: 'call functions',
  readLogs: 'read the logs of functions',
  changeAddresses: 'change addresses of functions',
  changeSchedules: 'change schedules of functions',
  runSchedules: 'run schedules by hand',
}
