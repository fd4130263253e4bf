/**
 * For tests of rights: a cluster with RBAC, and in it what k8s.yaml brings except the running pods. It is the embedded API, or,
 * with `KUBELESS_UI_TEST_KUBECONFIG`, any cluster: there everything is put under names of its own, and removed again.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EmbeddedApi } from '../embedded-cluster/api/start-api.ts'
import { startApi } from '../embedded-cluster/api/start-api.ts'
import type { Deployment, KubeObject, Pod } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { connect } from '../kubernetes/connect.ts'
import { isConflict, isNotFound } from '../kubernetes/errors.ts'
import { startInformer } from '../kubernetes/informer.ts'
import { mayDo } from '../kubernetes/reviews.ts'
import { accessResources, manifestText, objectsOf, resourceOf } from './manifest-objects.ts'

export interface GuardedCluster {
  /** Of an administrator. */
  kubeconfig: string
  admin: KubernetesClient
  /** Where our own objects are: what `kubeless` is in k8s.yaml. */
  home: string
  /** Somebody else's: functions may be there. */
  namespace: string
  /** Whether the cluster holds accounts to their rights. */
  isGuarded: boolean
  /** A cluster that was there before, with whatever runs in it. */
  isForeign: boolean
  /** Whether something other than the tests makes pods of functions, and runs them. */
  runsFunctions: boolean
  /** What every function answers, where nothing else runs them. */
  answer: (request: IncomingMessage, response: ServerResponse) => void
  /** A token of an account of `home`. */
  tokenOf(account: string, namespace?: string): Promise<string>
  /** Works with the rights of that account. */
  as(account: string, namespace?: string): Promise<KubernetesClient>
  /** A new account without any right. */
  makeAccount(name: string): Promise<void>
  create<T extends KubeObject>(resource: Resource, object: T): Promise<T>
  close(): Promise<void>
}

/** Its running pods are not what these tests are about. */
const leftOut = ['Deployment', 'Service']

export async function startGuardedCluster(): Promise<GuardedCluster> {
  const file = process.env['KUBELESS_UI_TEST_KUBECONFIG']
  return file ? startForeign(await readFile(file, 'utf8')) : startOwn()
}

async function startOwn(): Promise<GuardedCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'kui-'))
  const api = await startApi({ dataDir: join(folder, 'data'), authorization: 'rbac' })
  const socket = join(folder, 'f.sock')
  const server = createServer((request, response) => cluster.answer(request, response))
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  attach(api, socket)
  const cluster = await furnished(api.kubeconfig, { home: 'kubeless', isForeign: false }, async () => {
    await api.close()
    await closed(server)
    await rm(folder, { recursive: true, force: true })
  })
  return cluster
}

function attach(api: EmbeddedApi, socket: string): void {
  api.attachKubelet({
    containerLog: () =>
      Promise.resolve(
        (async function* () {
          yield Buffer.from('2026-11-27T10:00:00.000000001Z hello from the log\n')
        })(),
      ),
    socketOf: () => socket,
  })
}

function startForeign(kubeconfig: string): Promise<GuardedCluster> {
  const home = `kubeless-ui-test-${randomBytes(4).toString('hex')}`
  return furnished(kubeconfig, { home, isForeign: true }, async () => undefined)
}

async function furnished(
  kubeconfig: string,
  { home, isForeign }: { home: string; isForeign: boolean },
  shutDown: () => Promise<void>,
): Promise<GuardedCluster> {
  const admin = connect({ kubeconfig }, { fieldManager: 'kubeless-ui-test' })
  const clients = [admin]
  const made: [Resource, KubeObject][] = []
  const create = async <T extends KubeObject>(resource: Resource, object: T): Promise<T> => {
    const created = await admin.create<T>(resource, object)
    made.push([resource, created])
    return created
  }
  const namespace = `${home}-functions`
  for (const object of objectsOf(manifestText).filter(({ kind = '' }) => !leftOut.includes(kind))) {
    const own = isForeign ? renamed(object, home) : object
    await create(resourceOf(own), own).catch((error: unknown) => {
      // Kinds are of the whole cluster: those that are there are used.
      if (!isConflict(error)) throw error
    })
  }
  await create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  const tokenOf = async (account: string, of = home) => {
    const asked = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { namespace: of, name: account },
      spec: { expirationSeconds: 24 * 3600 },
    }
    const answer: KubeObject & { status?: { token?: string } } = await admin.create(
      accessResources.serviceAccounts,
      asked,
      {
        subresource: 'token',
      },
    )
    return answer.status?.token ?? ''
  }
  const as = async (account: string, of = home) => {
    const client = connect(
      { kubeconfig },
      { fieldManager: 'kubeless-ui-test', token: await tokenOf(account, of) },
    )
    clients.push(client)
    return client
  }
  const stranger = 'nobody-in-particular'
  await makeAccount(create, home, stranger)
  const isGuarded = !(await mayDo(await as(stranger), { verb: 'list', group: '', resource: 'secrets' }))
  return {
    kubeconfig,
    admin,
    home,
    namespace,
    isGuarded,
    isForeign,
    runsFunctions: isForeign && (await runsFunctions(admin)),
    answer: (_, response) => response.end('hello'),
    tokenOf,
    as,
    makeAccount: (name) => makeAccount(create, home, name),
    create,
    async close() {
      for (const [resource, object] of made.reverse()) if (isForeign) await remove(admin, resource, object)
      for (const client of clients) client.close()
      await shutDown()
    },
  }
}

/** The same under names nobody else has; kinds keep theirs. */
function renamed(object: KubeObject, home: string): KubeObject {
  const text = JSON.stringify(object)
  if (object.kind === 'CustomResourceDefinition') return object
  const copy = JSON.parse(
    text.replaceAll('"namespace":"kubeless"', `"namespace":"${home}"`),
  ) as KubeObject & {
    roleRef?: { kind: string; name: string }
  }
  const isOfCluster = copy.metadata.namespace === undefined
  if (copy.kind === 'Namespace') copy.metadata.name = home
  else if (isOfCluster) copy.metadata.name = `${home}-${copy.metadata.name}`
  if (copy.roleRef?.kind === 'ClusterRole') copy.roleRef.name = `${home}-${copy.roleRef.name}`
  return copy
}

async function makeAccount(create: GuardedCluster['create'], namespace: string, name: string): Promise<void> {
  await create(accessResources.serviceAccounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { namespace, name },
  })
}

/** Somebody holds the Lease of a controller, and there is a node. */
async function runsFunctions(admin: KubernetesClient): Promise<boolean> {
  const lease = await admin
    .get<KubeObject & { spec?: { holderIdentity?: string | null } }>(resources.leases, {
      namespace: 'kubeless',
      name: 'kubeless-ui-controller',
    })
    .catch(() => undefined)
  const { items } = await admin.list(resources.nodes)
  return Boolean(lease?.spec?.holderIdentity) && items.length > 0
}

async function remove(
  admin: KubernetesClient,
  resource: Resource,
  { metadata: { namespace, name } }: KubeObject,
): Promise<void> {
  await admin.delete(resource, { namespace, name }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error
  })
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

/** Fulfilled with an object as soon as it is there and `holds`. */
export async function untilThere<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  { namespace, name }: { namespace: string; name: string },
  holds: (object: T) => boolean = () => true,
): Promise<T> {
  const informer = startInformer<T>(client, resource, { namespace, fieldSelector: `metadata.name=${name}` })
  try {
    await informer.synced
    return await new Promise<T>((resolve) => {
      const look = () => {
        const found = informer.get({ namespace, name })
        if (found && holds(found)) resolve(found)
      }
      informer.subscribe(look)
      look()
    })
  } finally {
    informer.close()
  }
}

/** A pod of a function, as a kubelet would report it once it answers. */
export async function runPod(cluster: GuardedCluster, name: string): Promise<void> {
  const { admin, namespace } = cluster
  const { spec: { template } = {} } = await admin.get<Deployment>(resources.deployments, { namespace, name })
  const pod = { namespace, name: `${name}-1` }
  await admin.create<Pod>(resources.pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...pod, labels: template?.metadata?.labels },
    spec: template?.spec,
  })
  const status = {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      {
        name,
        ready: true,
        restartCount: 0,
        image: 'i',
        imageID: 'i',
        containerID: 'c',
        state: { running: { startedAt: '2026-11-27T10:00:00Z' } },
        lastState: {},
      },
    ],
  }
  await admin.patch(resources.pods, pod, { merge: { status } }, { subresource: 'status' })
}
