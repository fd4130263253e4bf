/** The cluster in use: its version, whether it is in reach, and what it lacks. */
import type { ClusterInfo, ConnectionState } from '../contract/cluster.ts'
import type { Problem } from '../contract/errors.ts'
import type { KubernetesClient } from './client.ts'
import { toAppError } from './errors.ts'
import type { KubelessConfig } from './kubeless-config.ts'
import type { Watched } from './watched.ts'

/** What `startCluster` was told about it. */
export interface ClusterFacts {
  name: string
  kind: ClusterInfo['kind']
  uiVersion: string
  notes: string[]
}

const versionTimeoutMs = 3_000

export async function describeCluster(
  client: KubernetesClient,
  facts: ClusterFacts,
  { watched, config, connection }: { watched: Watched; config: KubelessConfig; connection: ConnectionState },
): Promise<ClusterInfo> {
  return {
    ...facts,
    version: await versionOf(client),
    connection,
    missing: connection.state === 'connected' ? missingFrom(watched, config) : [],
  }
}

async function versionOf(client: KubernetesClient): Promise<string> {
  try {
    const version = (await client.getRaw('/version', AbortSignal.timeout(versionTimeoutMs))) as {
      gitVersion?: string
    }
    return version.gitVersion ?? ''
  } catch {
    return '' // Said by `connection`.
  }
}

function missingFrom(watched: Watched, config: KubelessConfig): Problem[] {
  const problems: Problem[] = []
  for (const [name, informer] of watched.all) {
    if (!informer.error || informer.error.code < 400 || informer.error.code === 429) continue
    const { code, message, extra } = toAppError(informer.error)
    problems.push({ code, field: name, message, ...(extra.hint && { hint: extra.hint }) })
  }
  const { namespace, name } = config.place()
  if (config.data() === undefined && !problems.some(({ code }) => code === 'kubeless_missing'))
    problems.push({
      code: 'not_found',
      field: 'kubeless-config',
      message: `The ConfigMap ${name} in namespace ${namespace} cannot be read, so it is not known which runtimes there are.`,
      hint: 'Install it: kubectl create -f k8s.yaml',
    })
  return problems
}
