/**
 * What the embedded API server asks of the node that runs the pods, as a real one asks the kubelet:
 * the output of a container, and where a port of a pod can be reached. `main.ts` puts the two
 * together; the node itself is otherwise a client of the API like any other.
 */
export interface Kubelet {
  /**
   * The log of a container: bytes of lines, each `<RFC 3339 nano time> <text>\n` when `timestamps`.
   * Rejects with `KubeletError` when there is nothing to read.
   */
  containerLog(
    pod: PodRef,
    options: ContainerLogOptions,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>>
  /** The Unix socket behind which this port of this pod answers; undefined when there is none (yet). */
  socketOf(pod: PodRef, port: number): string | undefined
}

export interface PodRef {
  namespace: string
  name: string
  uid: string
}

export interface ContainerLogOptions {
  container: string
  previous: boolean
  follow: boolean
  timestamps: boolean
  tailLines?: number
  /** ISO 8601. */
  sinceTime?: string
  limitBytes?: number
}

/** Why a log cannot be read; becomes a Status of that code and message. */
export class KubeletError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
