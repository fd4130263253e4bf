/** The only reader of the environment: every setting, its default, and every problem with them at once. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Which cluster the dashboard works with. */
export type ClusterChoice = 'embedded' | 'in-cluster' | 'kubeconfig'
/** How people prove who they are; README.md, "Who may use it". */
export type AuthChoice = 'token' | 'kubernetes' | 'forward' | 'none'

export interface Config {
  host: string
  /** 0: any free port. */
  port: number
  cluster: ClusterChoice
  /** Path of the kubeconfig when `cluster` is `kubeconfig`. */
  kubeconfig: string
  dataDir: string
  authMode: AuthChoice
  /** Whether people may sign in with a Kubernetes token of their own, and then do what they may do there. */
  takesKubernetesTokens: boolean
  /** Mode `forward`. */
  proxy?: { secret: string; operatorGroups: string[] }
  role: 'dashboard' | 'controller'
  /** The only namespaces that are looked at; empty: all. */
  namespaces: string[]
  /** Where we run, when we are a pod: our Secret and our Lease are there. */
  podNamespace: string
  /** Where `kubeless-config` is; what is not said, the cluster says. */
  configPlace: { namespace?: string; name?: string }
  /** Host names besides the address we listen on that may stand in `Host`. */
  allowedHosts: string[]
  /** Whether to try to open a browser. */
  opensBrowser: boolean
  logLevel: string
}

/** All settings, or every sentence about what is wrong with them. */
export function readConfig(
  env: NodeJS.ProcessEnv,
  homeOf: () => string = homedir,
): { config: Config } | { problems: string[] } {
  const problems: string[] = []
  const home = env.HOME || homeOr('/', homeOf)
  const isInsidePod = Boolean(env.KUBERNETES_SERVICE_HOST)
  const cluster = oneOf(
    env,
    'CLUSTER',
    ['embedded', 'in-cluster', 'kubeconfig'],
    isInsidePod ? 'in-cluster' : 'embedded',
    problems,
  )
  const authMode = readAuthMode(env.AUTH_MODE, cluster, problems)
  const role = oneOf(env, 'ROLE', ['dashboard', 'controller'], 'dashboard', problems)
  const host = env.HOST ?? (cluster === 'in-cluster' ? '0.0.0.0' : '127.0.0.1')
  const config: Config = {
    host: host === 'localhost' ? '127.0.0.1' : host,
    port: readPort(env.PORT, problems),
    cluster,
    kubeconfig: env.KUBECONFIG || join(home, '.kube', 'config'),
    dataDir: resolve(env.DATA_DIR || join(home, '.kubeless-ui')),
    authMode: authMode === 'token,kubernetes' ? 'token' : authMode,
    takesKubernetesTokens: authMode === 'token,kubernetes' || authMode === 'kubernetes',
    ...(authMode === 'forward' && { proxy: readProxy(env, problems) }),
    role,
    namespaces: readNamespaces(env.NAMESPACE, problems),
    podNamespace: env.POD_NAMESPACE || 'kubeless',
    configPlace: readConfigPlace(env, problems),
    allowedHosts: readHosts(env.ALLOWED_HOSTS, problems),
    opensBrowser: !env.CI && env.BROWSER !== 'none',
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels, cluster === 'embedded' ? 'warn' : 'info', problems),
  }
  problems.push(...contradictions(config, isInsidePod, env), ...unknownSettings(env))
  return problems.length > 0 ? { problems } : { config }
}

/** A container's user need not be one that its system knows: looking for his home then throws. */
function homeOr(fallback: string, homeOf: () => string): string {
  try {
    return homeOf()
  } catch {
    return fallback
  }
}

/** The text of `npm start -- --help`. */
export const helpText = `Kubeless UI: write a serverless function, run it, see why it fails and ship it.

  npm start              with the embedded cluster: nothing else is needed
  npm start -- --help    this text

Settings, all from the environment:

  PORT, HOST      where the dashboard listens             3000, 127.0.0.1 (0.0.0.0 in a cluster)
  CLUSTER         embedded, in-cluster or kubeconfig      in-cluster inside a pod, else embedded
  KUBECONFIG      the kubeconfig, for CLUSTER=kubeconfig  ~/.kube/config
  DATA_DIR        objects, token and kubeconfig           ~/.kubeless-ui
  AUTH_MODE       token: the access token                 token (token,kubernetes in a cluster)
                  kubernetes: a Kubernetes token of one's own, and its rights
                  token,kubernetes: either of them
                  forward: what a proxy in front says, see AUTH_PROXY_SECRET
                  none: nobody is asked (loopback only)
  AUTH_PROXY_SECRET     forward: what the proxy sends as X-KUI-Proxy-Secret, 16 characters or more
  AUTH_OPERATOR_GROUPS  forward: groups that may change and call functions, with commas between; others may look
  ROLE            dashboard or controller                 dashboard (+ controller when embedded)
  NAMESPACE       the only namespaces looked at, with commas between; empty: all
  POD_NAMESPACE   in a cluster: where the pod runs        kubeless
  KUBELESS_NAMESPACE, KUBELESS_CONFIG   where the ConfigMap kubeless-config is, and its name
  ALLOWED_HOSTS   further names for the Host header, with commas between
  BROWSER         none: do not open a browser
  LOG_LEVEL       debug, info, warn or error              warn (info in a cluster)

The access token is in DATA_DIR/token. kubectl works with KUBECONFIG=DATA_DIR/kubeconfig.
`

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const loopback = ['127.0.0.1', '::1', '[::1]', 'localhost']

function contradictions(config: Config, isInsidePod: boolean, env: NodeJS.ProcessEnv): string[] {
  const problems: string[] = []
  const isLoopback = loopback.includes(config.host)
  if (config.cluster === 'embedded' && isInsidePod)
    problems.push(
      'CLUSTER=embedded cannot be used inside a pod: it would run functions in the dashboard’s own container. Use in-cluster.',
    )
  if (config.cluster === 'in-cluster' && !isInsidePod)
    problems.push('CLUSTER=in-cluster works only inside a pod. Outside, use kubeconfig or embedded.')
  if (config.takesKubernetesTokens && config.cluster === 'embedded')
    problems.push('AUTH_MODE=kubernetes needs a cluster: the embedded one knows nobody but you. Use token.')
  if (config.authMode !== 'forward')
    for (const name of ['AUTH_PROXY_SECRET', 'AUTH_OPERATOR_GROUPS'])
      if (env[name]) problems.push(`${name} is used only with AUTH_MODE=forward.`)
  if (config.authMode === 'none' && (!isLoopback || isInsidePod))
    problems.push(
      'AUTH_MODE=none is allowed on loopback only: whoever reaches the page can run code. Use token.',
    )
  if (config.cluster !== 'in-cluster' && !isLoopback && !isAddress(config.host))
    problems.push(`HOST must be an IP address or localhost, not ${JSON.stringify(config.host)}.`)
  else if (config.cluster !== 'in-cluster' && isWildcard(config.host) && env.DANGEROUSLY_BIND_ALL !== 'true')
    problems.push(
      `HOST=${config.host} would offer this machine to everyone on the network. Set DANGEROUSLY_BIND_ALL=true if that is meant.`,
    )
  if (config.role === 'controller' && config.cluster === 'embedded')
    problems.push('ROLE=controller needs a cluster: the embedded one already runs its controller.')
  if (config.role === 'controller' && config.namespaces.length > 1)
    problems.push(
      'NAMESPACE names several namespaces: a controller looks after one of them, or after all. Start one for each.',
    )
  return problems
}

const authSettings = ['AUTH_MODE', 'AUTH_PROXY_SECRET', 'AUTH_OPERATOR_GROUPS']

function unknownSettings(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('AUTH_') && !authSettings.includes(name))
    .map((name) => `${name} is not a setting. Known: ${authSettings.join(', ')}.`)
}

/** Two ways at once are told in any order. */
function readAuthMode(text: string | undefined, cluster: ClusterChoice, problems: string[]) {
  const ordered = listOf(text).sort().reverse().join(',')
  return oneOf(
    { AUTH_MODE: ordered },
    'AUTH_MODE',
    ['token', 'kubernetes', 'token,kubernetes', 'forward', 'none'],
    cluster === 'in-cluster' ? 'token,kubernetes' : 'token',
    problems,
  )
}

function readProxy(env: NodeJS.ProcessEnv, problems: string[]): NonNullable<Config['proxy']> {
  const secret = env.AUTH_PROXY_SECRET ?? ''
  if (!/^[\x21-\x7e]{16,}$/.test(secret))
    problems.push(
      'AUTH_MODE=forward needs AUTH_PROXY_SECRET: 16 or more printable characters that the proxy sends as X-KUI-Proxy-Secret.',
    )
  return { secret, operatorGroups: listOf(env.AUTH_OPERATOR_GROUPS) }
}

function readNamespaces(text: string | undefined, problems: string[]): string[] {
  const names = [...new Set(listOf(text))]
  for (const name of names)
    if (!isNamespace(name))
      problems.push(`NAMESPACE holds ${JSON.stringify(name)}, which is not the name of a namespace.`)
  if (names.length > 20)
    problems.push('NAMESPACE names more than 20 namespaces. Leave it empty to look at all.')
  return names
}

/** The variables of upstream's own controllers, so that their settings can be kept. */
function readConfigPlace(env: NodeJS.ProcessEnv, problems: string[]): Config['configPlace'] {
  const { KUBELESS_NAMESPACE: namespace, KUBELESS_CONFIG: name } = env
  if (namespace && !isNamespace(namespace))
    problems.push(`KUBELESS_NAMESPACE is ${JSON.stringify(namespace)}, which is not the name of a namespace.`)
  if (name && !/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(name))
    problems.push(`KUBELESS_CONFIG is ${JSON.stringify(name)}, which is not the name of a ConfigMap.`)
  return { ...(namespace && { namespace }), ...(name && { name }) }
}

function isNamespace(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}

function oneOf<const T extends string>(
  env: NodeJS.ProcessEnv,
  name: string,
  choices: readonly T[],
  fallback: NoInfer<T>,
  problems: string[],
): T {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const choice = choices.find((candidate) => candidate === text)
  if (choice) return choice
  problems.push(`${name} must be ${choices.join(' or ')}, not ${JSON.stringify(text)}.`)
  return fallback
}

function readPort(text: string | undefined, problems: string[]): number {
  if (text === undefined || text === '') return 3000
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65535) return port
  problems.push(`PORT must be a number from 0 to 65535, not ${JSON.stringify(text)}.`)
  return 3000
}

function readHosts(text: string | undefined, problems: string[]): string[] {
  const hosts = listOf(text?.toLowerCase())
  const isHostName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/
  for (const host of hosts)
    if (!isHostName.test(host))
      problems.push(
        `ALLOWED_HOSTS holds ${JSON.stringify(host)}, which is not a host name. Wildcards are not taken.`,
      )
  return hosts
}

function isAddress(host: string): boolean {
  return /^[0-9.]+$/.test(host) || /^\[?[0-9a-f:.]*:[0-9a-f:.]*\]?$/i.test(host)
}

/** `0`, `0x0`, `0.0.0.0`, `::`, and the empty string all mean: every network of this machine. */
function isWildcard(host: string): boolean {
  return /^(0+|0x0+)(\.(0+|0x0+))*$/i.test(host) || /^\[?[0:]+\]?$/.test(host) || host === ''
}
