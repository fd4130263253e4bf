/** Who may use the dashboard, by the settings: where the access token comes from, and whose word counts besides. */
import type { Logger } from 'pino'
import { readOrMakeToken } from './access-token.ts'
import type { Config } from './config.ts'
import type { AuthSettings } from './http/parts.ts'
import { followAuthSecret, tokenCommandOf } from './kubernetes/auth-secret.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import type { UserClusters } from './kubernetes/user-clusters.ts'

export interface SignInParts {
  client: KubernetesClient
  /** Where Kubernetes tokens are taken. */
  users?: UserClusters
  log: Logger
  /** Ends everything that was begun with an access token that counts no longer. */
  onTokenChange: () => void
  /** Run when the dashboard stops. */
  closers: (() => Promise<void> | void)[]
}

/** In a cluster the token is in a Secret, and may change; elsewhere it is in a file. */
export async function startSignIn(config: Config, parts: SignInParts): Promise<AuthSettings> {
  const { authMode: mode, proxy, cluster, dataDir } = config
  const common = {
    mode,
    ...(parts.users && { users: parts.users }),
    ...(proxy && { proxySecret: proxy.secret, operatorGroups: proxy.operatorGroups }),
  }
  if (mode === 'none' || mode === 'kubernetes') return { ...common, tokenCommand: '' }
  if (cluster === 'in-cluster') return fromSecret(common, config, parts)
  const token = await readOrMakeToken(dataDir)
  return { ...common, token, tokenCommand: `cat ${shellWord(`${dataDir}/token`)}` }
}

/** Changes are seen by whoever asks next: both texts are read anew each time. */
function fromSecret(
  common: Omit<AuthSettings, 'tokenCommand'>,
  { podNamespace }: Config,
  { client, log, onTokenChange, closers }: SignInParts,
): AuthSettings {
  const tokenCommand = tokenCommandOf(podNamespace)
  const secret = followAuthSecret({
    client,
    namespace: podNamespace,
    onChange: () => {
      log.warn('the access token has changed: everybody who was signed in with it is signed out')
      onTokenChange()
    },
  })
  closers.push(() => secret.close())
  log.info(`the access token is printed by: ${tokenCommand}`)
  return {
    ...common,
    tokenCommand,
    get token() {
      return secret.token()
    },
    get problem() {
      return secret.problem()
    },
  }
}

/** The path as one word of a shell command line. */
function shellWord(path: string): string {
  return /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}
