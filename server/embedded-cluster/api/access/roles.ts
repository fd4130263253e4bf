/** RBAC: what the Roles, ClusterRoles and their bindings in the store allow. */
import type { ApiObject, Json } from '../json.ts'
import { listAt, textAt } from '../json.ts'
import type { Store } from '../store/store.ts'
import type { Attributes, Authorizer, Rule } from './access.ts'
import type { User } from './user.ts'

const group = 'rbac.authorization.k8s.io'

/** A rule with where it came from. */
interface Grant {
  rule: Rule
  reason: string
}

export function startRoles(store: Store): Authorizer {
  return (user, attributes) => {
    for (const { rule, reason } of grantsOf(store, user, attributes.namespace))
      if (covers(rule, attributes)) return { isAllowed: true, reason: `RBAC: allowed by ${reason}` }
    return { isAllowed: false }
  }
}

/** Every rule for a user in a namespace, each once. */
export function roleRules(store: Store, user: User, namespace: string): Rule[] {
  const found = new Map<string, Rule>()
  for (const { rule } of grantsOf(store, user, namespace)) found.set(JSON.stringify(rule), rule)
  return [...found.values()]
}

function* grantsOf(store: Store, user: User, namespace: string): Generator<Grant> {
  for (const { object } of store.collection(`${group}/clusterrolebindings`).list())
    yield* grantsIn(store, user, object, `ClusterRoleBinding "${object.metadata.name}"`)
  if (namespace === '') return
  for (const { object } of store.collection(`${group}/rolebindings`).list(namespace))
    yield* grantsIn(store, user, object, `RoleBinding "${object.metadata.name}/${namespace}"`)
}

function* grantsIn(store: Store, user: User, binding: ApiObject, called: string): Generator<Grant> {
  const subject = listAt(binding, 'subjects').find((one) => isSubject(user, one, binding.metadata.namespace))
  if (subject === undefined) return
  const kind = textAt(binding, 'roleRef', 'kind')
  const name = textAt(binding, 'roleRef', 'name') ?? ''
  const role =
    kind === 'ClusterRole'
      ? store.get(`${group}/clusterroles`, '', name)
      : store.get(`${group}/roles`, binding.metadata.namespace ?? '', name)
  const reason = `${called} of ${kind} "${name}" to ${subjectText(subject)}`
  for (const rule of listAt(role, 'rules')) yield { rule: ruleOf(rule), reason }
}

function isSubject(user: User, subject: Json, namespace: string | undefined): boolean {
  const name = textAt(subject, 'name') ?? ''
  switch (textAt(subject, 'kind')) {
    case 'User':
      return user.name === name
    case 'Group':
      return user.groups.includes(name)
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${textAt(subject, 'namespace') ?? namespace ?? ''}:${name}`
    default:
      return false
  }
}

function subjectText(subject: Json): string {
  const kind = textAt(subject, 'kind') ?? ''
  const name = textAt(subject, 'name') ?? ''
  return kind === 'ServiceAccount'
    ? `ServiceAccount "${name}/${textAt(subject, 'namespace') ?? ''}"`
    : `${kind} "${name}"`
}

function ruleOf(rule: Json): Rule {
  const texts = (name: string) => listAt(rule, name).filter((one) => typeof one === 'string')
  const optional = (name: 'apiGroups' | 'resources' | 'resourceNames' | 'nonResourceURLs') => {
    const values = texts(name)
    return values.length > 0 ? { [name]: values } : {}
  }
  return {
    verbs: texts('verbs'),
    ...optional('apiGroups'),
    ...optional('resources'),
    ...optional('resourceNames'),
    ...optional('nonResourceURLs'),
  }
}

function covers(rule: Rule, wanted: Attributes): boolean {
  if (!has(rule.verbs, wanted.verb)) return false
  if (!wanted.isResource)
    return (rule.nonResourceURLs ?? []).some(
      (url) =>
        url === '*' || url === wanted.path || (url.endsWith('*') && wanted.path.startsWith(url.slice(0, -1))),
    )
  const resource = wanted.subresource === '' ? wanted.resource : `${wanted.resource}/${wanted.subresource}`
  const isResource = (rule.resources ?? []).some(
    (one) =>
      one === '*' || one === resource || (wanted.subresource !== '' && one === `*/${wanted.subresource}`),
  )
  const names = rule.resourceNames ?? []
  return (
    isResource &&
    has(rule.apiGroups ?? [], wanted.group) &&
    (names.length === 0 || names.includes(wanted.name))
  )
}

function has(values: string[], wanted: string): boolean {
  return values.includes('*') || values.includes(wanted)
}
