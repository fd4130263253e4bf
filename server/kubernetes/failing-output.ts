/** Upstream's pods keep no last words (`terminationMessagePolicy: File`): then the log has to say what went wrong. */
import type { Observed } from '../functions/status.ts'
import { findFailure } from '../functions/status.ts'
import type { KubernetesClient } from './client.ts'

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
  const query = { container, tailLines, limitBytes, previous: isPrevious && !isInit }
  const chunks: Uint8Array[] = []
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    for await (const chunk of client.podLog({ namespace, name: pod }, { ...query, signal }))
      chunks.push(chunk)
  } catch {
    return undefined // The status says what it can without; the log panel will say why there is none.
  }
  return Buffer.concat(chunks).toString('utf8').replaceAll(/^\S+ /gm, '')
}
