import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { grantYaml } from './grant.ts'

const parse = (text: string) => parseAllDocuments(text).map((document) => document.toJS() as unknown)
const rights = [
  { verb: 'create', group: 'kubeless.io', resource: 'functions' },
  { verb: 'update', group: 'kubeless.io', resource: 'functions' },
  { verb: 'get', group: '', resource: 'pods/log' },
]

test('a service account is given rights in one namespace by a Role and its binding', () => {
  const [role, binding] = parse(
    grantYaml({ user: 'system:serviceaccount:ci:robot', namespace: 'team', rights }),
  )
  expect(role).toMatchObject({
    kind: 'Role',
    metadata: { namespace: 'team' },
    rules: [
      { apiGroups: ['kubeless.io'], resources: ['functions'], verbs: ['create', 'update'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    ],
  })
  expect(binding).toMatchObject({
    kind: 'RoleBinding',
    metadata: { namespace: 'team' },
    roleRef: { kind: 'Role', name: (role as { metadata: { name: string } }).metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'ci' }],
  })
})

test.each(['ann@example.com', 'oidc:Ann "the" X', '', '☃'])(
  'a person called %o is given rights everywhere',
  (user) => {
    const [role, binding] = parse(grantYaml({ user, rights }))
    expect(role).toMatchObject({
      kind: 'ClusterRole',
      metadata: { name: expect.stringMatching(/^[a-z0-9][a-z0-9-]*[a-z0-9]$/) as string },
    })
    expect(binding).toMatchObject({ kind: 'ClusterRoleBinding', subjects: [{ kind: 'User', name: user }] })
  },
)
