/**
 * What every request carries to show who we are. Tokens and certificates, inline or in files, are
 * read here; plugins, providers and proxies are left to client-node, which is loaded only then: its
 * generated models alone take a third of a second and 80 MB.
 */
import { readFile } from 'node:fs/promises'
import type { Agent } from 'node:http'
import type { RequestOptions } from 'node:https'
import { resolve } from 'node:path'
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js'
import type { Target } from './kubeconfig.ts'

/** What a request is sent with. The same object as long as nothing changed. */
export interface Credentials {
  authorization?: string
  tls: TlsOptions
  /** Only behind a proxy: the agent that knows the way. */
  agent?: Agent
}

/** The part of TLS a kubeconfig speaks of. */
export interface TlsOptions {
  ca?: string | Buffer
  cert?: string | Buffer
  key?: string | Buffer
  servername?: string
  rejectUnauthorized?: boolean
}

/** Keeps credentials for a minute, as a kubelet renews token files while we run. */
export interface CredentialsSource {
  current(): Promise<Credentials>
  /** The API said 401: read everything again. */
  renew(): Promise<Credentials>
}

const keptForMs = 60_000

/** Reads when asked first; a failed reading is tried again by the next request. */
export function credentialsOf(target: Target, now: () => number = Date.now): CredentialsSource {
  const read = needsClientNode(target) ? throughClientNode(target) : () => readOwn(target)
  let kept: Promise<Credentials> | undefined
  let readAt = 0
  const reading = (afresh: boolean) => {
    const started = read(afresh)
    kept = started
    readAt = now()
    // A file may be missing for the moment it is being replaced.
    started.catch(() => {
      if (kept === started) kept = undefined
    })
    return started
  }
  return {
    current: () => (kept && (isUnchanging(target) || now() - readAt < keptForMs) ? kept : reading(false)),
    renew: () => reading(true),
  }
}

function needsClientNode({ cluster, user }: Target): boolean {
  return Boolean(cluster['proxy-url'] || user.exec || user['auth-provider'])
}

function isUnchanging(target: Target): boolean {
  const { cluster, user } = target
  const files = [
    cluster['certificate-authority'],
    user['client-certificate'],
    user['client-key'],
    user.token ? undefined : user.tokenFile,
  ]
  return !needsClientNode(target) && files.every((file) => file === undefined)
}

async function readOwn({ cluster, user, directory }: Target): Promise<Credentials> {
  const bytes = async (data: string | undefined, file: string | undefined) =>
    data ? Buffer.from(data, 'base64') : file ? await readFile(resolve(directory, file)) : undefined
  const [ca, cert, key, tokenFromFile] = await Promise.all([
    bytes(cluster['certificate-authority-data'], cluster['certificate-authority']),
    bytes(user['client-certificate-data'], user['client-certificate']),
    bytes(user['client-key-data'], user['client-key']),
    !user.token && user.tokenFile ? readFile(resolve(directory, user.tokenFile), 'utf8') : undefined,
  ])
  const token = user.token ?? tokenFromFile?.trim()
  const basic =
    user.username === undefined
      ? undefined
      : `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`
  return {
    authorization: token ? `Bearer ${token}` : basic,
    tls: {
      ca,
      cert,
      key,
      servername: cluster['tls-server-name'],
      rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
    },
  }
}

/** Its own cache knows when a plugin's token expires; `afresh` throws that away. */
function throughClientNode(target: Target): (afresh: boolean) => Promise<Credentials> {
  let config: KubeConfig | undefined
  return async (afresh) => {
    const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js')
    if (!config || afresh) {
      config = new KubeConfig()
      config.loadFromString(target.kubeconfig)
      config.makePathsAbsolute(target.directory)
    }
    const options: RequestOptions = { headers: {} }
    await config.applyToHTTPSOptions(options)
    const headers = (options.headers ?? {}) as Record<string, string | undefined>
    const basic = options.auth ? `Basic ${Buffer.from(options.auth).toString('base64')}` : undefined
    return {
      authorization: headers['Authorization'] ?? headers['authorization'] ?? basic,
      tls: {
        ca: options.ca as Buffer | undefined,
        cert: options.cert as Buffer | undefined,
        key: options.key as Buffer | undefined,
        servername: options.servername,
        rejectUnauthorized: options.rejectUnauthorized,
      },
      agent: target.cluster['proxy-url'] ? (options.agent as Agent) : undefined,
    }
  }
}
