/** k8s.yaml as objects, and where each of them lives in the API. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'

export const manifestText = readFileSync(join(import.meta.dirname, '..', '..', 'k8s.yaml'), 'utf8')

/** Every object of a manifest, in its order. Throws when a document is no YAML. */
export function objectsOf(text: string): KubeObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors
    if (error) throw error
    return document.toJS() as KubeObject
  })
}

const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' }

/** Kinds that are in the manifest and that nobody but its reader needs to know. */
export const accessResources = {
  serviceAccounts: of('', 'v1', 'serviceaccounts', 'ServiceAccount'),
  roles: of(rbac.group, rbac.version, 'roles', 'Role'),
  roleBindings: of(rbac.group, rbac.version, 'rolebindings', 'RoleBinding'),
  clusterRoles: of(rbac.group, rbac.version, 'clusterroles', 'ClusterRole', false),
  clusterRoleBindings: of(rbac.group, rbac.version, 'clusterrolebindings', 'ClusterRoleBinding', false),
} as const satisfies Record<string, Resource>

/** Where objects of that kind live. */
export function resourceOf({ kind = '' }: KubeObject): Resource {
  const all: Resource[] = [...Object.values(resources), ...Object.values(accessResources)]
  const found = all.find((resource) => resource.kind === kind)
  if (!found) throw new Error(`the manifest holds a ${kind}, of which it is not known where it lives`)
  return found
}

/** A rule of a Role or ClusterRole. */
export interface Rule {
  apiGroups: string[]
  resources: string[]
  resourceNames?: string[]
  verbs: string[]
}

/** The rules of a role; none for other kinds. */
export function rulesOf(object: KubeObject): Rule[] {
  return object.kind === 'Role' || object.kind === 'ClusterRole'
    ? ((object as { rules?: Rule[] }).rules ?? [])
    : []
}

function of(group: string, version: string, plural: string, kind: string, isNamespaced = true): Resource {
  return { group, version, plural, kind, isNamespaced }
}
