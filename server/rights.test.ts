import { afterAll, beforeAll, expect, test } from 'vitest'
import { startController } from './controller/start-controller.ts'
import type { Controller } from './controller/start-controller.ts'
import type { Right } from './functions/grant.ts'
import type { ConfigMap, Deployment, FunctionObject, KubeObject, Service } from './functions/objects.ts'
import { resources } from './functions/resources.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import type { Cluster } from './kubernetes/cluster.ts'
import { limitTo } from './kubernetes/limited-client.ts'
import { mayDo } from './kubernetes/reviews.ts'
import { startCluster } from './kubernetes/start-cluster.ts'
import { runPod, startGuardedCluster, untilThere } from './testing/guarded-cluster.ts'
import type { GuardedCluster } from './testing/guarded-cluster.ts'
import { accessResources } from './testing/manifest-objects.ts'
import { aSpec } from './testing/small-world.ts'

let on: GuardedCluster
let dashboard: KubernetesClient
let cluster: Cluster
let controller: Controller | undefined
const said: string[] = []
beforeAll(async () => {
  on = await startGuardedCluster()
  dashboard = await on.as('ui-acct')
  cluster = startCluster({
    client: dashboard,
    languages: [],
    name: 'guarded',
    kind: 'kubernetes',
    uiVersion: '0',
    podNamespace: on.home,
  })
  if (!on.runsFunctions)
    controller = await startController({
      client: await on.as('kubeless-ui-controller'),
      log: (line) => said.push(line),
      leaseNamespace: on.home,
      // What others have in a cluster of theirs is left alone.
      ...(on.isForeign && { namespace: on.namespace }),
      identity: 'test',
    })
}, 120_000)
afterAll(async () => {
  await cluster.close()
  await controller?.close()
  await on.close()
}, 120_000)

const spec = (change = {}) => aSpec({ namespace: on.namespace, runtime: 'python3.13', ...change })
const hello = () => ({ namespace: on.namespace, name: 'hello' })

test('with their own accounts the dashboard and the controller bring a function from its code to an answer, and away again', async () => {
  await cluster.createFunction(spec())
  const summaries = await cluster.listFunctions(on.namespace)
  expect(summaries).toMatchObject([{ name: 'hello' }])
  for (const resource of [resources.configMaps, resources.services, resources.deployments])
    await untilThere<ConfigMap | Service | Deployment>(on.admin, resource, hello())

  const details = await cluster.getFunction(hello())
  const { resourceVersion, name, namespace, runtime, handler } = details
  await cluster.changeFunction(hello(), {
    resourceVersion,
    name,
    namespace,
    runtime,
    handler,
    code: 'y = 2\n',
  })
  await untilThere<ConfigMap>(on.admin, resources.configMaps, hello(), ({ data }) =>
    JSON.stringify(data).includes('y = 2'),
  )

  await cluster.deleteFunction(hello(), details.uid)
  await gone(on.admin, on.namespace)
})

test('with its own account the dashboard calls a function and reads its log', async (context) => {
  if (on.runsFunctions)
    context.skip('something else runs functions here: what they answer is for its own tests')
  await cluster.createFunction(spec({ name: 'called' }))
  const called = { namespace: on.namespace, name: 'called' }
  await untilThere(on.admin, resources.deployments, called)
  if (on.isForeign) return context.skip('no pod can be made up in a cluster with a kubelet')
  await runPod(on, 'called')
  await untilState('called', 'ready')
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const answer = await cluster.invoke(called, { method, path: '/' }, AbortSignal.timeout(20_000))
    expect(answer).toMatchObject({ status: 200, body: { data: 'hello' } })
  }
  const lines: string[] = []
  for await (const event of cluster.followLogs(called, {}, AbortSignal.timeout(20_000))) {
    lines.push(JSON.stringify(event))
    if (lines.join('').includes('hello from the log')) break
  }
  expect(lines.join('')).toContain('hello from the log')
})

test('the dashboard finds nothing wrong with its rights, and the controller does not either', async () => {
  const checks = await cluster.readiness()
  expect(checks.find(({ id }) => id === 'rights')).toMatchObject({ state: 'ok' })
  expect(checks.find(({ id }) => id === 'definitions')).toMatchObject({ state: 'ok' })
  // Where everything has a name of its own there is no kubeless-config in the usual place.
  if (!on.isForeign) {
    expect(checks.find(({ id }) => id === 'config')).toMatchObject({ state: 'ok' })
    expect((await cluster.listRuntimes()).map(({ name }) => name)).toContain('python3.13')
  }
  expect(checks.find(({ id }) => id === 'controller')?.state).toBe(on.runsFunctions ? 'failed' : 'ok')
  expect(said.filter((line) => line.includes('forbidden: User'))).toEqual([])
  expect((await cluster.access(on.namespace)).may).toEqual({
    create: true,
    change: true,
    delete: true,
    invoke: true,
    readLogs: true,
    changeAddresses: true,
    changeSchedules: true,
    runSchedules: true,
  })
})

/** Why nothing can be said there about what an account may not do. */
const unguarded =
  'this cluster holds nobody to their rights: an account without any may list Secrets (is RBAC switched on?)'

const kubeless = 'kubeless.io'
const never: [verb: string, group: string, resource: string][] = [
  ...['get', 'list', 'watch', 'create', 'update', 'delete'].map((verb): [string, string, string] => [
    verb,
    '',
    'secrets',
  ]),
  ...['create', 'update', 'patch', 'delete'].map((verb): [string, string, string] => [verb, '', 'pods']),
  ['create', '', 'pods/exec'],
  ['get', '', 'pods/exec'],
  ['create', '', 'pods/attach'],
  ['create', '', 'pods/portforward'],
  ['get', '', 'pods/proxy'],
  ['create', '', 'pods/ephemeralcontainers'],
  ['get', '', 'nodes'],
  ['get', '', 'nodes/proxy'],
  ['create', '', 'serviceaccounts/token'],
  ['create', '', 'serviceaccounts'],
  ['create', '', 'namespaces'],
  ['delete', '', 'namespaces'],
  ['impersonate', '', 'users'],
  ['impersonate', '', 'serviceaccounts'],
  ['create', 'rbac.authorization.k8s.io', 'clusterrolebindings'],
  ['create', 'rbac.authorization.k8s.io', 'rolebindings'],
  ['escalate', 'rbac.authorization.k8s.io', 'clusterroles'],
  ['bind', 'rbac.authorization.k8s.io', 'clusterroles'],
  ['create', 'apps', 'daemonsets'],
  ['create', 'apps', 'statefulsets'],
  ['update', 'apiextensions.k8s.io', 'customresourcedefinitions'],
  ['delete', 'apiextensions.k8s.io', 'customresourcedefinitions'],
  ['create', 'admissionregistration.k8s.io', 'mutatingwebhookconfigurations'],
  ...[kubeless, '', 'apps', 'batch', 'networking.k8s.io'].map((group): [string, string, string] => [
    'deletecollection',
    group,
    { [kubeless]: 'functions', '': 'services', apps: 'deployments', batch: 'cronjobs' }[group] ?? 'ingresses',
  ]),
]
/** Beyond that, what is the controller's work only. */
const notDashboard: [string, string, string][] = [
  ...['create', 'update', 'patch', 'delete'].flatMap((verb): [string, string, string][] => [
    [verb, 'apps', 'deployments'],
    [verb, '', 'services'],
    [verb, '', 'configmaps'],
    [verb, 'networking.k8s.io', 'ingresses'],
    [verb, 'batch', 'cronjobs'],
    [verb, 'autoscaling', 'horizontalpodautoscalers'],
  ]),
  ['list', '', 'configmaps'],
  ['patch', kubeless, 'functions'],
  ['patch', kubeless, 'functions/status'],
  ['create', '', 'events'],
]
const notController: [string, string, string][] = [
  ['create', kubeless, 'functions'],
  ['update', kubeless, 'functions'],
  ['delete', kubeless, 'functions'],
  ['list', '', 'pods'],
  ['get', '', 'pods/log'],
  ['create', '', 'services/proxy'],
  ['get', '', 'services/proxy'],
  ['create', 'batch', 'jobs'],
]

test.for([
  ['ui-acct', [...never, ...notDashboard]],
  ['kubeless-ui-controller', [...never, ...notController]],
] as const)('%s may do nothing else, anywhere', async ([account, refused], context) => {
  if (!on.isGuarded) context.skip(unguarded)
  const client = await on.as(account)
  const allowed: string[] = []
  for (const namespace of [on.namespace, on.home, 'kube-system', undefined])
    await Promise.all(
      refused.map(async ([verb, group, resource]) => {
        const right: Right = { verb, group, resource }
        if (await mayDo(client, right, { namespace }))
          allowed.push(`${verb} ${resource}.${group} in ${namespace ?? 'all'}`)
      }),
    )
  expect(allowed).toEqual([])
})

test('of all Secrets the dashboard may read and fill its own, and the controller none', async (context) => {
  if (!on.isGuarded) context.skip(unguarded)
  const read = { verb: 'get', group: '', resource: 'secrets' }
  const own = { namespace: on.home, name: 'kubeless-ui-auth' }
  expect(await mayDo(dashboard, read, own)).toBe(true)
  expect(await mayDo(dashboard, { ...read, verb: 'update' }, own)).toBe(true)
  expect(await mayDo(dashboard, read, { ...own, name: 'another' })).toBe(false)
  expect(await mayDo(await on.as('kubeless-ui-controller'), read, own)).toBe(false)
})

test('bound to one namespace, as the README says, both parts work there and nowhere else', async (context) => {
  if (on.isForeign) context.skip('bindings of the whole cluster are not taken away from a cluster in use')
  await controller?.close()
  const bindings = [
    ['kubeless-ui', 'ui-acct'],
    ['kubeless-ui-controller', 'kubeless-ui-controller'],
  ] as const
  for (const [role, account] of bindings) {
    await on.admin.delete(accessResources.clusterRoleBindings, { name: role })
    await on.create(accessResources.roleBindings, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace: on.namespace, name: role },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace: on.home }],
    } as KubeObject)
  }
  const namespaces = [on.namespace]
  const limited = startCluster({
    client: limitTo(dashboard, namespaces),
    namespaces,
    languages: [],
    name: 'limited',
    kind: 'kubernetes',
    uiVersion: '0',
  })
  controller = await startController({
    client: await on.as('kubeless-ui-controller'),
    log: (line) => said.push(line),
    leaseNamespace: on.home,
    namespace: on.namespace,
    identity: 'limited',
  })
  await limited.createFunction(spec({ name: 'narrow' }))
  await untilThere(on.admin, resources.deployments, { namespace: on.namespace, name: 'narrow' })
  expect(await limited.listNamespaces()).toMatchObject([{ name: on.namespace }])
  expect((await limited.listFunctions()).map(({ name }) => name)).toContain('narrow')
  expect((await limited.listRuntimes()).length).toBeGreaterThan(0)
  const checks = await limited.readiness()
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([])
  await expect(limited.createFunction(spec({ namespace: 'default', name: 'outside' }))).rejects.toMatchObject(
    {
      status: 403,
      extra: { grant: expect.stringContaining('namespace: default') as string },
    },
  )
  await limited.close()
})

async function untilState(name: string, state: string): Promise<void> {
  const signal = AbortSignal.timeout(30_000)
  for await (const event of cluster.changes(signal)) {
    if (event.type === 'function' && event.summary.name === name && event.summary.state === state) return
    const found = (await cluster.listFunctions(on.namespace)).find((summary) => summary.name === name)
    if (found?.state === state) return
  }
  throw new Error(`${name} did not become ${state}`)
}

/** Fulfilled when neither the function nor what was made from it is there. */
async function gone(client: KubernetesClient, namespace: string): Promise<void> {
  const isLeft = async () => {
    const found = await client.list<FunctionObject>(resources.functions, { namespace })
    return found.items.some(({ metadata }) => metadata.name === 'hello')
  }
  const signal = AbortSignal.timeout(30_000)
  const { metadata } = await client.list(resources.functions, { namespace })
  if (!(await isLeft())) return
  for await (const event of client.watch(resources.functions, {
    namespace,
    resourceVersion: metadata.resourceVersion ?? '',
    signal,
  }))
    if (event.type === 'DELETED' || !(await isLeft())) return
  throw new Error('the function was not deleted')
}
