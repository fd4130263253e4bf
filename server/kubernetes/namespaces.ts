/** The namespaces functions may live in. */
import type { NamespaceInfo } from '../contract/cluster.ts'
import { isProtectedNamespace } from '../contract/name-rules.ts'
import type { Watched } from './watched.ts'

/** Sorted. When the cluster does not let us list them: those that functions were found in, and `default`. */
export function listNamespaces({ namespaces, functions }: Watched): NamespaceInfo[] {
  const names = namespaces.hasSynced
    ? namespaces.list().map(({ metadata }) => metadata.name)
    : ['default', ...functions.list().map(({ metadata }) => metadata.namespace ?? '')]
  return [...new Set(names)].sort().map((name) => ({ name, isProtected: isProtectedNamespace(name) }))
}
