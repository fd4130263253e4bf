import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { NamespaceAccess } from '../contract/access.ts'
import { resources } from '../functions/resources.ts'
import { followKubelessConfig } from '../kubernetes/kubeless-config.ts'
import { startCluster } from '../kubernetes/start-cluster.ts'
import { startUserClusters } from '../kubernetes/user-clusters.ts'
import type { UserClusters } from '../kubernetes/user-clusters.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { startGuardedCluster } from '../testing/guarded-cluster.ts'
import type { GuardedCluster } from '../testing/guarded-cluster.ts'
import { accessToken, startHttpWorld } from '../testing/http-world.ts'
import type { Halves, HttpWorld } from '../testing/http-world.ts'
import { accessResources } from '../testing/manifest-objects.ts'
import { aSpec } from '../testing/small-world.ts'
import type { World } from '../testing/small-world.ts'

let guarded: GuardedCluster
let users: UserClusters
let own: Cluster
let on: HttpWorld
let openViews = 0
/** Added to the clock of everybody's view. */
let passedMs = 0
const closers: (() => Promise<void> | void)[] = []
beforeAll(async () => {
  guarded = await startGuardedCluster()
  const client = await guarded.as('ui-acct')
  const config = followKubelessConfig(client, (error) => {
    throw error
  })
  const about = { languages: [], name: 'guarded', kind: 'kubernetes' as const, uiVersion: '0' }
  own = startCluster({ ...about, client })
  users = startUserClusters({
    source: { kubeconfig: guarded.kubeconfig },
    namespaces: [],
    startCluster: (theirs) => {
      openViews++
      const now = () => Date.now() + passedMs
      const view = startCluster({ ...about, client: theirs, personal: { config }, now })
      return {
        ...view,
        close: () => {
          openViews--
          return view.close()
        },
      }
    },
  })
  on = await startHttpWorld(
    { cluster: own, auth: { mode: 'token', token: accessToken, tokenCommand: 'cat token', users } },
    // The cluster is ours; of the world only that one is used.
    { world: { cluster: own } as World },
  )
  closers.push(
    () => guarded.close(),
    () => config.close(),
    () => own.close(),
    () => users.close(),
    () => on.close(),
  )
  for (const name of ['ann', 'bob']) {
    await guarded.makeAccount(name)
    await guarded.create(resources.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: `of-${name}` },
    })
    await allow(name, `of-${name}`)
    await own.createFunction(aSpec({ namespace: `of-${name}`, name: `${name}-fn`, runtime: 'python3.13' }))
  }
  await guarded.makeAccount('eve')
})
afterAll(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

beforeEach((context) => {
  if (!guarded.isGuarded) context.skip('this cluster holds nobody to their rights')
})

/** Everything somebody needs who works with functions there. */
async function allow(account: string, namespace: string): Promise<void> {
  const role = guarded.isForeign ? `${guarded.home}-kubeless-ui` : 'kubeless-ui'
  await guarded.create(accessResources.roleBindings, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { namespace, name: account },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: guarded.home }],
  } as Parameters<GuardedCluster['create']>[1])
}

const signIn = (body: object) => on.askAnybody('POST', '/api/session', { body })

async function signInAs(account: string, namespace?: string): Promise<Halves> {
  const token = await guarded.tokenOf(account)
  const answer = await signIn({ method: 'kubernetes', token, namespace })
  expect(answer).toMatchObject({ status: 200 })
  expect(answer.text).not.toContain(token)
  const [cookie = ''] = [answer.headers['set-cookie'] ?? []].flat()
  return {
    cookie: cookie.split(';', 1)[0] ?? '',
    'x-kui-session': (answer.json as { session: string }).session,
  }
}

const as = (halves: Halves, method: string, path: string, body?: unknown) =>
  on.askAnybody(method, path, { headers: { ...halves, origin: `http://${on.host}` }, body })

test('the sign-in page says that both kinds of token are taken', async () => {
  expect((await on.askAnybody('GET', '/api/session/help')).json).toEqual({
    mode: 'token',
    methods: ['token', 'kubernetes'],
    command: 'cat token',
  })
})

test('a token the cluster does not know is refused, in words', async () => {
  for (const token of ['nonsense-nonsense-nonsense', 'two words', '', `${await guarded.tokenOf('ann')}x`])
    expect(await signIn({ method: 'kubernetes', token })).toMatchObject({
      status: 401,
      json: { code: 'unauthenticated', hint: expect.stringContaining('create token') as string },
    })
  on.pass(60_000)
})

test('whoever may see functions in no namespace is told which rights to ask for, as YAML', async () => {
  const answer = await signIn({
    method: 'kubernetes',
    token: await guarded.tokenOf('eve'),
    namespace: 'of-ann',
  })
  expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden', field: 'namespace' } })
  const { grant, detail } = answer.json as { grant: string; detail: string }
  expect(detail).toContain(`system:serviceaccount:${guarded.home}:eve`)
  expect(grant).toContain('kind: RoleBinding')
  expect(grant).toContain('namespace: of-ann')
  expect(grant).toContain('name: eve')
})

test('CVE-2025-14269: two people never see anything of each other, however their questions are mixed', async () => {
  const [ann, bob] = [await signInAs('ann', 'of-ann'), await signInAs('bob', 'of-bob')]
  const questions = Array.from({ length: 60 }, async (_, at) => {
    const [who, other, name] = at % 2 === 0 ? ([ann, 'bob', 'ann'] as const) : ([bob, 'ann', 'bob'] as const)
    const list = await as(who, 'GET', '/api/functions')
    expect(list.json).toMatchObject([{ namespace: `of-${name}`, name: `${name}-fn` }])
    const foreign = await as(who, 'GET', `/api/namespaces/of-${other}/functions/${other}-fn`)
    expect(foreign).toMatchObject({ status: 403, json: { code: 'forbidden' } })
    expect(`${list.text}${foreign.text}`).not.toContain('x = 1')
    expect(list.text).not.toContain(`of-${other}`)
  })
  await Promise.all(questions)
  expect((await as(ann, 'GET', '/api/namespaces')).json).toEqual([{ name: 'of-ann', isProtected: false }])
  expect((await as(ann, 'GET', '/api/session')).json).toMatchObject({
    mode: 'kubernetes',
    user: `system:serviceaccount:${guarded.home}:ann`,
  })
  await as(ann, 'DELETE', '/api/session')
  expect((await as(ann, 'GET', '/api/functions')).status).toBe(401)
  await as(bob, 'DELETE', '/api/session')
  await expect.poll(() => openViews).toBe(0)
})

test('what somebody makes is made with their rights, where they have them', async () => {
  const ann = await signInAs('ann', 'of-ann')
  const spec = (namespace: string) => aSpec({ namespace, name: 'made', runtime: 'python3.13' })
  expect((await as(ann, 'POST', '/api/namespaces/of-ann/functions', spec('of-ann'))).status).toBe(201)
  const refused = await as(ann, 'POST', '/api/namespaces/of-bob/functions', spec('of-bob'))
  expect(refused).toMatchObject({
    status: 403,
    json: { grant: expect.stringContaining('verbs: [create]') as string },
  })
  const access = await as(ann, 'GET', '/api/namespaces/of-bob/access')
  expect(access.json).toMatchObject({
    may: {
      ...{ create: false, change: false, delete: false, invoke: false, readLogs: false },
      ...{ changeAddresses: false, changeSchedules: false, runSchedules: false },
    },
    missing: expect.arrayContaining([
      { action: 'create', needs: 'create functions.kubeless.io' },
      { action: 'changeSchedules', needs: 'create cronjobtriggers.kubeless.io' },
    ]) as unknown,
    grant: expect.stringContaining('services/proxy') as string,
  })
  expect((await as(ann, 'GET', '/api/namespaces/of-ann/access')).json).toMatchObject({
    may: { create: true, invoke: true, changeAddresses: true, runSchedules: true },
    missing: [],
  })
})

test('who may look only, looks', async () => {
  await guarded.makeAccount('vic')
  await guarded.create(accessResources.roles, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { namespace: 'of-ann', name: 'look' },
    rules: [
      { apiGroups: ['kubeless.io'], resources: ['functions'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['pods', 'services', 'events'], verbs: ['get', 'list', 'watch'] },
    ],
  } as Parameters<GuardedCluster['create']>[1])
  await guarded.create(accessResources.roleBindings, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { namespace: 'of-ann', name: 'vic' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'look' },
    subjects: [{ kind: 'ServiceAccount', name: 'vic', namespace: guarded.home }],
  } as Parameters<GuardedCluster['create']>[1])
  const vic = await signInAs('vic', 'of-ann')
  const mayCall = async () =>
    ((await as(vic, 'GET', '/api/namespaces/of-ann/access')).json as NamespaceAccess).may.invoke
  expect(await mayCall()).toBe(false)
  expect((await as(vic, 'GET', '/api/namespaces/of-ann/functions/ann-fn')).status).toBe(200)
  expect((await as(vic, 'GET', '/api/runtimes')).status).toBe(200)
  expect(await as(vic, 'DELETE', '/api/namespaces/of-ann/functions/ann-fn')).toMatchObject({
    status: 403,
    json: { detail: expect.stringContaining(`system:serviceaccount:${guarded.home}:vic`) as string },
  })
  // Somebody grants only the right to GET, which is a call as well.
  await guarded.admin.patch(
    accessResources.roles,
    { namespace: 'of-ann', name: 'look' },
    { json: [{ op: 'add', path: '/rules/-', value: getCalls }] },
  )
  passedMs += 5_001
  expect(await mayCall()).toBe(true)
})

const getCalls = { apiGroups: [''], resources: ['services/proxy'], verbs: ['get'] }

test('a program comes with a Kubernetes token of its own as well, and with its rights', async () => {
  // It says which namespace it is of, and that is one it would be looked for in.
  await allow('ann', guarded.home)
  const headers = { authorization: `Bearer ${await guarded.tokenOf('ann')}` }
  expect((await on.askAnybody('GET', '/api/namespaces/of-ann/functions/ann-fn', { headers })).status).toBe(
    200,
  )
  expect((await on.askAnybody('GET', '/api/namespaces/of-bob/functions/bob-fn', { headers })).status).toBe(
    403,
  )
  expect((await on.ask('GET', '/api/functions')).json).not.toHaveLength(0)
})

test('an account that is deleted is the end of the session', async () => {
  await guarded.makeAccount('tim')
  await allow('tim', 'of-ann')
  const tim = await signInAs('tim', 'of-ann')
  expect((await as(tim, 'GET', '/api/functions')).status).toBe(200)
  await guarded.admin.delete(accessResources.serviceAccounts, { namespace: guarded.home, name: 'tim' })
  expect(await as(tim, 'GET', '/api/namespaces/of-ann/functions/ann-fn')).toMatchObject({
    status: 401,
    json: { code: 'session_expired' },
  })
  expect(await as(tim, 'GET', '/api/functions')).toMatchObject({ status: 401 })
})

test('neither a token nor a cookie is in the log', () => {
  const log = on.lines.join('')
  expect(log).not.toMatch(/eyJ|Bearer |kui_/)
})
