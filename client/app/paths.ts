/** The addresses of the pages, and what a link keeps. */
import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import type { FunctionRef } from '#contract/functions.ts'

/** The overview; `namespace`: the one that is chosen. */
export function overviewPath(namespace?: string): string {
  return `/${choiceOf(namespace)}`
}

/** What is wired and what is not. */
export const readinessPath = '/readiness'

/** The page of a function; `namespace`: the one that is chosen in the left bar. */
export function functionPath(ref: FunctionRef, namespace?: string): string {
  const { namespace: ns, name } = ref
  return `/namespaces/${encodeURIComponent(ns)}/functions/${encodeURIComponent(name)}${choiceOf(namespace)}`
}

/** Which namespace is shown, kept in the address; `undefined`: all. */
export function useNamespaceChoice(): [string | undefined, (namespace: string | undefined) => void] {
  const [search, setSearch] = useSearchParams()
  const choose = useCallback(
    (namespace: string | undefined) =>
      setSearch((before) => {
        const next = new URLSearchParams(before)
        if (namespace === undefined) next.delete('namespace')
        else next.set('namespace', namespace)
        return next
      }),
    [setSearch],
  )
  return [search.get('namespace') || undefined, choose]
}

function choiceOf(namespace: string | undefined): string {
  return namespace === undefined ? '' : `?${new URLSearchParams({ namespace })}`
}
