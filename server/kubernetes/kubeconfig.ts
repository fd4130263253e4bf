/** Reads where the cluster is and who we are there: a kubeconfig, or what a pod is given. */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'

/** Where to read it from. */
export type ConnectionSource = { kubeconfig: string } | { file: string } | 'in-cluster'

/** The current context, put together. */
export interface Target {
  /** Scheme, host, port and, behind some proxies, a path. */
  server: URL
  contextName: string
  cluster: ClusterEntry
  user: UserEntry
  /** The kubeconfig as it came, for the kinds of credentials that client-node knows. */
  kubeconfig: string
  /** What relative file names are relative to. */
  directory: string
}

/** `clusters[].cluster` of a kubeconfig. */
export interface ClusterEntry {
  server?: string
  'certificate-authority'?: string
  'certificate-authority-data'?: string
  'insecure-skip-tls-verify'?: boolean
  'tls-server-name'?: string
  'proxy-url'?: string
}

/** `users[].user` of a kubeconfig. */
export interface UserEntry {
  token?: string
  tokenFile?: string
  'client-certificate'?: string
  'client-certificate-data'?: string
  'client-key'?: string
  'client-key-data'?: string
  username?: string
  password?: string
  exec?: object
  'auth-provider'?: object
}

interface Kubeconfig {
  'current-context'?: string
  contexts?: { name?: string; context?: { cluster?: string; user?: string } | null }[] | null
  clusters?: { name?: string; cluster?: ClusterEntry | null }[] | null
  users?: { name?: string; user?: UserEntry | null }[] | null
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Throws a sentence that says what is missing. */
export function readTarget(source: ConnectionSource): Target {
  if (source === 'in-cluster') return inCluster()
  if ('kubeconfig' in source) return targetOf(source.kubeconfig, process.cwd(), 'The kubeconfig')
  return targetOf(textOf(source.file), dirname(source.file), `The kubeconfig ${source.file}`)
}

function inCluster(): Target {
  const host = process.env['KUBERNETES_SERVICE_HOST']
  const port = process.env['KUBERNETES_SERVICE_PORT'] ?? '443'
  if (!host)
    throw new Error(
      'This is not a pod: KUBERNETES_SERVICE_HOST is not set. Use CLUSTER=kubeconfig or embedded.',
    )
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    contextName: 'in-cluster',
    cluster: { 'certificate-authority': `${serviceAccount}/ca.crt` },
    user: { tokenFile: `${serviceAccount}/token` },
    kubeconfig: '',
    directory: '/',
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`The kubeconfig ${file} cannot be read. Set KUBECONFIG to one that can.`, {
      cause: error,
    })
  }
}

function targetOf(text: string, directory: string, what: string): Target {
  const config = parsed(text, what)
  const contextName = config['current-context']
  if (!contextName)
    throw new Error(`${what} has no current context. Choose one: kubectl config use-context <name>`)
  const context = entry(config.contexts, contextName)?.context
  const cluster = entry(config.clusters, context?.cluster)?.cluster
  if (!cluster?.server) throw new Error(`${what} says nothing about the cluster of context ${contextName}.`)
  if (!URL.canParse(cluster.server))
    throw new Error(`${what} names a server that is not an address: ${cluster.server}`)
  const server = new URL(cluster.server)
  if (server.protocol !== 'https:' && server.protocol !== 'http:')
    throw new Error(`${what} names a server that is neither http nor https: ${cluster.server}`)
  const user = entry(config.users, context?.user)?.user ?? {}
  return { server, contextName, cluster, user, kubeconfig: text, directory: resolve(directory) }
}

function parsed(text: string, what: string): Kubeconfig {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw new Error(`${what} is not YAML.`, { cause: error })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} is empty.`)
  return value
}

function entry<T extends { name?: string }>(entries: T[] | null | undefined, name?: string): T | undefined {
  return entries?.find((candidate) => candidate.name === name)
}
