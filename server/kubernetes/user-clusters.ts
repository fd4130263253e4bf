/**
 * The cluster as somebody sees it who signed in with a Kubernetes token of their own: a client and a set of watches
 * for each of them, so that nothing is shown to anybody that the API would not show them. The dashboard's own account has no
 * part in it. A token is kept in memory only, and is never told or logged.
 */
import { AppError } from '../errors.ts'
import { grantYaml } from '../functions/grant.ts'
import { resources } from '../functions/resources.ts'
import { toLook } from './access.ts'
import type { KubernetesClient } from './client.ts'
import type { Cluster } from './cluster.ts'
import { connect } from './connect.ts'
import { KubernetesError, toAppError } from './errors.ts'
import type { ConnectionSource } from './kubeconfig.ts'
import { limitTo } from './limited-client.ts'
import { mayDo, whoAmI } from './reviews.ts'

/** Somebody whose token the API has accepted. */
export interface KubernetesUser {
  /** What the API calls them. */
  readonly name: string
  /** Milliseconds since 1970: when the token ends, if it says so. */
  readonly endsAt?: number
  /** Their view, started when it is first asked for. Throws when there is no room for another one. */
  cluster(): Cluster
  /** Forgets the token, and ends what was started with it. */
  close(): void
}

export interface UserClusters {
  /** Rejects with 401 when the API does not accept the token, with 403 when its owner may not look at functions anywhere. */
  admit(
    token: string,
    options?: { namespaces?: readonly string[]; signal?: AbortSignal },
  ): Promise<KubernetesUser>
  close(): Promise<void>
}

export interface UserClusterOptions {
  source: ConnectionSource
  /** Makes the view from a client: `startCluster` with everything else filled in. */
  startCluster: (client: KubernetesClient) => Cluster
  /** The only namespaces looked at; empty: all. */
  namespaces: readonly string[]
  now?: () => number
  /** How many views there may be at once. */
  most?: number
}

const usualMost = 30
/** A view nobody has asked for so long is ended; it is started again when it is asked for. */
const idleMs = 15 * 60_000
/** A right that was taken away is noticed within this long. */
const watchSeconds = 40
const mostNamespaces = 200

interface View {
  cluster: Cluster
  usedAt: number
  /** Streams that are being read. */
  streams: number
  close(): Promise<void>
}

export function startUserClusters(options: UserClusterOptions): UserClusters {
  const { source, startCluster, now = Date.now, most = usualMost } = options
  const views = new Set<View>()
  const end = async (view: View) => {
    views.delete(view)
    await view.close()
  }
  const isIdle = (view: View) => view.streams === 0 && now() - view.usedAt > idleMs
  const sweep = setInterval(() => {
    for (const view of views) if (isIdle(view)) void end(view)
  }, 60_000)
  sweep.unref()

  const makeRoom = () => {
    if (views.size < most) return
    const [longest] = [...views].filter(({ streams }) => streams === 0).sort((a, b) => a.usedAt - b.usedAt)
    if (!longest)
      throw new AppError(
        503,
        'stream_capacity',
        'There is no room for another person with a Kubernetes token.',
        {
          hint: 'Try again when somebody has left.',
          retryAfterSeconds: 30,
        },
      )
    void end(longest)
  }

  const open = (token: string, namespaces: readonly string[]): View => {
    makeRoom()
    const client = connect(source, { fieldManager: 'kubeless-ui', token, watchSeconds })
    const cluster = startCluster(namespaces.length > 0 ? limitTo(client, namespaces) : client)
    const view: View = {
      cluster: withStreamsCounted(cluster, (by) => (view.streams += by)),
      usedAt: now(),
      streams: 0,
      async close() {
        await cluster.close()
        client.close()
      },
    }
    views.add(view)
    return view
  }

  return {
    async admit(token, { namespaces: asked = [], signal } = {}) {
      checkToken(token)
      const client = connect(source, { fieldManager: 'kubeless-ui', token })
      try {
        const name = (await whoAmI(client, signal)) ?? claimsOf(token).subject ?? 'Kubernetes user'
        const wanted = asked.length > 0 ? asked : options.namespaces
        const namespaces = await namespacesOf(client, wanted, claimsOf(token).namespace, name)
        return userOf(name, token, namespaces)
      } catch (error) {
        throw asRefusal(error)
      } finally {
        client.close()
      }
    },
    async close() {
      clearInterval(sweep)
      await Promise.all([...views].map(end))
    },
  }

  function userOf(name: string, givenToken: string, namespaces: readonly string[]): KubernetesUser {
    let token: string | undefined = givenToken
    let view: View | undefined
    const { endsAt } = claimsOf(givenToken)
    return {
      name,
      ...(endsAt !== undefined && { endsAt }),
      cluster() {
        if (token === undefined) throw new AppError(401, 'session_expired', 'Your session has ended.')
        if (!view || !views.has(view)) view = open(token, namespaces)
        view.usedAt = now()
        return view.cluster
      },
      close() {
        token = undefined
        if (view && views.has(view)) void end(view)
      },
    }
  }
}

/** Told +1 when a stream begins to be read, -1 when it ends. */
function withStreamsCounted(cluster: Cluster, count: (by: number) => void): Cluster {
  async function* counted<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
    count(1)
    try {
      yield* stream
    } finally {
      count(-1)
    }
  }
  return {
    ...cluster,
    changes: (signal) => counted(cluster.changes(signal)),
    followLogs: (ref, query, signal) => counted(cluster.followLogs(ref, query, signal)),
  }
}

/** Empty: all of them. Rejects when there is none. */
async function namespacesOf(
  client: KubernetesClient,
  wanted: readonly string[],
  own: string | undefined,
  user: string,
): Promise<string[]> {
  const mayList = (namespace?: string) =>
    mayDo(client, { verb: 'list', group: 'kubeless.io', resource: 'functions' }, { namespace })
  if (wanted.length === 0 && (await mayList())) return []
  const candidates = wanted.length > 0 ? wanted : [...(await known(client)), ...(own ? [own] : []), 'default']
  const unique = [...new Set(candidates)].slice(0, mostNamespaces)
  const answers = await Promise.all(unique.map(async (name) => ((await mayList(name)) ? [name] : [])))
  const found = answers.flat()
  if (found.length > 0) return found
  throw new AppError(
    403,
    'forbidden',
    `The cluster does not allow ${user} to list functions in ${unique.slice(0, 5).join(', ')}.`,
    {
      hint: 'Name a namespace in which you may, or ask for the rights below.',
      field: 'namespace',
      grant: grantYaml({ user, namespace: unique[0] ?? 'default', rights: toLook }),
    },
  )
}

/** The names of all namespaces, for those who may list them. */
async function known(client: KubernetesClient): Promise<string[]> {
  try {
    const { items } = await client.list(resources.namespaces, { limit: mostNamespaces })
    return items.map(({ metadata }) => metadata.name)
  } catch (error) {
    if (error instanceof KubernetesError && error.code === 403) return []
    throw error
  }
}

function asRefusal(error: unknown): AppError {
  if (error instanceof KubernetesError && error.code === 401)
    return new AppError(401, 'unauthenticated', 'The cluster does not accept this token.', {
      hint: 'It may have ended. Make a new one: kubectl -n <namespace> create token <service account>',
      field: 'token',
      cause: error,
    })
  return toAppError(error)
}

function checkToken(token: string): void {
  if (/^[A-Za-z0-9._~+/=:-]{1,8192}$/.test(token)) return
  throw new AppError(401, 'unauthenticated', 'This is not a Kubernetes token.', {
    hint: 'A token is one long word: kubectl -n <namespace> create token <service account>',
    field: 'token',
  })
}

interface Claims {
  subject?: string
  endsAt?: number
  namespace?: string
}

/** What a token says of itself. Nothing is decided by it: who it belongs to is the API's to say. */
function claimsOf(token: string): Claims {
  try {
    const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')
    const claims = JSON.parse(text) as Record<string, unknown>
    const account = claims['kubernetes.io'] as { namespace?: unknown } | undefined
    const namespace = account?.namespace ?? claims['kubernetes.io/serviceaccount/namespace']
    return {
      ...(typeof claims['sub'] === 'string' && { subject: claims['sub'] }),
      ...(typeof claims['exp'] === 'number' && { endsAt: claims['exp'] * 1000 }),
      ...(typeof namespace === 'string' && isNamespace(namespace) && { namespace }),
    }
  } catch {
    return {} // Not every token is one that speaks.
  }
}

function isNamespace(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)
}
