/** Upstream's pods keep no last words (`terminationMessagePolicy: File`): then the log has to say what went wrong. */
import type { Observed } from '../functions/status.ts'
import { findFailure } from '../functions/status.ts'
import type { KubernetesClient, PodLogOptions } from './client.ts'

const tailLines = 60
const limitBytes = 16 * 1024
const timeoutMs = 2_000

/** The end of the failing container's output; undefined when nothing fails, or when it is known already. */
export async function lookAtOutput(
  client: KubernetesClient,
  namespace: string,
  observed: Observed,
): Promise<string | undefined> {
  const failure = findFailure(observed)
  if (!failure?.isOutputMissing) return undefined
  const { pod, container, isPrevious } = failure
  const isInit = observed.pods
    .find(({ metadata }) => metadata.name === pod)
    ?.status?.initContainerStatuses?.some(({ name }) => name === container)
  return readTail(client, { namespace, name: pod }, { container, previous: isPrevious && !isInit })
}

/** The end of a container's output without its time stamps; undefined when it cannot be read. */
export async function readTail(
  client: KubernetesClient,
  pod: { namespace: string; name: string },
  query: Pick<PodLogOptions, 'container' | 'previous' | 'sinceTime'>,
): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    for await (const chunk of client.podLog(pod, { ...query, tailLines, limitBytes, signal }))
      chunks.push(chunk)
  } catch {
    return undefined // The status says what it can without; the log panel will say why there is none.
  }
  return Buffer.concat(chunks).toString('utf8').replaceAll(/^\S+ /gm, '')
}
