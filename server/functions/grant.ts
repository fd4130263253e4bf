/** The YAML that gives somebody rights: what to ask an administrator for. */

/** One right. */
export interface Right {
  verb: string
  /** Empty: the core group. */
  group: string
  /** With its subresource, e.g. `pods/log`. */
  resource: string
}

/** Role and RoleBinding in `namespace`; without one, ClusterRole and ClusterRoleBinding. */
export function grantYaml({
  user,
  namespace,
  rights,
}: {
  user: string
  namespace?: string
  rights: readonly Right[]
}): string {
  const scope = namespace === undefined ? 'Cluster' : ''
  const metadata = [
    'metadata:',
    `  name: ${nameFor(user)}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
  ]
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${scope}Role`,
    ...metadata,
    'rules:',
    ...rulesOf(rights),
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${scope}RoleBinding`,
    ...metadata,
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    `  kind: ${scope}Role`,
    `  name: ${nameFor(user)}`,
    'subjects:',
    ...subjectOf(user),
    '',
  ].join('\n')
}

/** Verbs of the same resource share a rule. */
function rulesOf(rights: readonly Right[]): string[] {
  const verbs = new Map<string, string[]>()
  for (const { group, resource, verb } of rights) {
    const key = `${group} ${resource}`
    const known = verbs.get(key) ?? []
    if (!known.includes(verb)) verbs.set(key, [...known, verb])
  }
  return [...verbs].flatMap(([key, words]) => {
    const [group = '', resource = ''] = key.split(' ')
    return [
      `  - apiGroups: [${group === '' ? '""' : group}]`,
      `    resources: [${resource}]`,
      `    verbs: [${words.join(', ')}]`,
    ]
  })
}

function subjectOf(user: string): string[] {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? []
  return namespace === undefined
    ? ['  - apiGroup: rbac.authorization.k8s.io', '    kind: User', `    name: ${JSON.stringify(user)}`]
    : ['  - kind: ServiceAccount', `    name: ${name}`, `    namespace: ${namespace}`]
}

/** Something a Role may be called. */
function nameFor(user: string): string {
  const words = user
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `kubeless-ui-${words.slice(-40).replace(/^-+/, '') || 'user'}`
}
