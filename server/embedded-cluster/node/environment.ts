/** The environment of a container: what the pod says, and the little a process needs besides. Nothing of ours is inherited. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { ConfigMap, KubeObject } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isNotFound } from '../../kubernetes/errors.ts'
import { resourceValue } from './quantities.ts'
import type { EnvSource, KeyRef, NodeContainer, NodeEnv, NodePod } from './pod-spec.ts'

export type Environment = Record<string, string>

/** Something the pod asks for that is not there, or that the node does not do; the sentence goes into the status. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** `$(NAME)` becomes its value when there is one; `$$(NAME)` is the way to write it literally. */
export function expand(text: string, values: Environment): string {
  return text.replaceAll(/\$\$|\$\(([^()\s]+)\)/g, (match: string, name: string | undefined) =>
    name === undefined ? '$' : (values[name] ?? match),
  )
}

/** What `envFrom` and `env` come to. Rejects with `ConfigError`, or as the client does. */
export async function containerEnvironment(
  container: NodeContainer,
  pod: NodePod,
  client: KubernetesClient,
): Promise<Environment> {
  const read = readerOf(client, pod.metadata.namespace ?? '')
  const values: Environment = {}
  for (const source of container.envFrom ?? []) Object.assign(values, await valuesOf(source, read))
  for (const variable of container.env ?? []) {
    const value = await valueOf(variable, values, { container, pod, read })
    if (value !== undefined) values[variable.name] = value
  }
  return values
}

/** What every process gets beneath that. */
export function baseEnvironment(
  home: string,
  temporary: string,
  hostname: string,
  folders: readonly string[],
): Environment {
  const path = [...new Set([...folders, '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'])]
  return {
    PATH: path.join(delimiter),
    HOME: home,
    TMPDIR: temporary,
    HOSTNAME: hostname,
    LANG: 'C.UTF-8',
    ...(process.env.TZ && { TZ: process.env.TZ }),
  }
}

const registrySettings =
  /^(npm_config_(registry|cafile|ca|proxy|https_proxy|noproxy|strict_ssl|userconfig|@.*:registry)|pip_.*|(https?|no|all)_proxy|ssl_cert_(file|dir)|requests_ca_bundle|curl_ca_bundle|node_extra_ca_certs|goproxy|gosumdb|gonosumdb|gonosumcheck|goprivate|gonoproxy|gopath_cache|bundle_mirror__.*|composer_.*)$/i

/** How this user reaches package registries, and what is kept between builds: for the steps before the function runs, and for no other. */
export function registryEnvironment(
  cacheDir: string,
  env: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): Environment {
  const passed = Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => registrySettings.test(entry[0]) && entry[1] !== undefined,
    ),
  )
  const files = {
    npm_config_userconfig: [join(home, '.npmrc')],
    PIP_CONFIG_FILE: [join(home, '.config', 'pip', 'pip.conf'), join(home, '.pip', 'pip.conf')],
  }
  const found = Object.entries(files).flatMap(([name, paths]) => {
    const path = paths.find((candidate) => existsSync(candidate))
    return path ? [[name, path]] : []
  })
  return {
    npm_config_cache: join(cacheDir, 'npm'),
    PIP_CACHE_DIR: join(cacheDir, 'pip'),
    GOMODCACHE: join(cacheDir, 'go-modules'),
    GOCACHE: join(cacheDir, 'go-build'),
    npm_config_update_notifier: 'false',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    ...(Object.fromEntries(found) as Environment),
    ...passed,
  }
}

type Reader = (kind: 'ConfigMap' | 'Secret', name: string) => Promise<Record<string, string> | undefined>

/** Each object is read once a container. */
function readerOf(client: KubernetesClient, namespace: string): Reader {
  const known = new Map<string, Promise<Record<string, string> | undefined>>()
  return (kind, name) => {
    const key = `${kind}/${name}`
    const reading = known.get(key) ?? readData(client, kind, namespace, name)
    known.set(key, reading)
    return reading
  }
}

async function readData(
  client: KubernetesClient,
  kind: 'ConfigMap' | 'Secret',
  namespace: string,
  name: string,
) {
  try {
    if (kind === 'ConfigMap')
      return (await client.get<ConfigMap>(resources.configMaps, { namespace, name })).data ?? {}
    const { data = {} } = await client.get<KubeObject & { data?: Record<string, string> }>(
      resources.secrets,
      { namespace, name },
    )
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
    )
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

async function valuesOf(
  { prefix = '', configMapRef, secretRef }: EnvSource,
  read: Reader,
): Promise<Environment> {
  const kind = configMapRef ? 'ConfigMap' : 'Secret'
  const ref = configMapRef ?? secretRef
  if (!ref) return {}
  const data = await read(kind, ref.name)
  if (!data && !ref.optional) throw new ConfigError(`${kind.toLowerCase()} "${ref.name}" not found`)
  return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [prefix + key, value]))
}

async function valueOf(
  { name, value, valueFrom }: NodeEnv,
  before: Environment,
  { container, pod, read }: { container: NodeContainer; pod: NodePod; read: Reader },
): Promise<string | undefined> {
  if (!valueFrom) return expand(value ?? '', before)
  if (valueFrom.configMapKeyRef) return keyIn('ConfigMap', valueFrom.configMapKeyRef, pod, read)
  if (valueFrom.secretKeyRef) return keyIn('Secret', valueFrom.secretKeyRef, pod, read)
  if (valueFrom.fieldRef) return fieldOf(pod, valueFrom.fieldRef.fieldPath)
  if (valueFrom.resourceFieldRef) {
    const { containerName, resource, divisor } = valueFrom.resourceFieldRef
    const all = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
    const of = containerName ? all.find((other) => other.name === containerName) : container
    if (!of) throw new ConfigError(`container "${containerName ?? ''}" of variable ${name} is not in the pod`)
    return resourceValue(of, resource, divisor)
  }
  throw new ConfigError(`variable ${name} takes its value from something the embedded cluster does not know`)
}

async function keyIn(
  kind: 'ConfigMap' | 'Secret',
  { name, key, optional }: KeyRef,
  pod: NodePod,
  read: Reader,
) {
  const data = await read(kind, name)
  if (data?.[key] !== undefined) return data[key]
  if (optional) return undefined
  throw new ConfigError(
    data
      ? `couldn't find key ${key} in ${kind} ${pod.metadata.namespace ?? ''}/${name}`
      : `${kind.toLowerCase()} "${name}" not found`,
  )
}

function fieldOf({ metadata, spec, status }: NodePod, path: string): string {
  const [, kind, key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? []
  if (kind === 'labels') return metadata.labels?.[key] ?? ''
  if (kind === 'annotations') return metadata.annotations?.[key] ?? ''
  const fields: Record<string, string | undefined> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec?.nodeName,
    'spec.serviceAccountName': spec?.serviceAccountName ?? 'default',
    'status.hostIP': status?.hostIP,
    'status.hostIPs': status?.hostIP,
    'status.podIP': status?.podIP,
    'status.podIPs': status?.podIP,
  }
  if (!(path in fields)) throw new ConfigError(`fieldPath ${path} is not supported`)
  return fields[path] ?? ''
}
