/**
 * What everybody here needs from a Kubernetes API: raw JSON in and out, watches, logs, and calls
 * through the service proxy. `connect.ts` makes one from a kubeconfig; the dashboard, the
 * controller and the embedded cluster's node all work through this interface.
 */
import type { KubeList, KubeObject } from '../functions/objects.ts'
import type { Resource } from '../functions/resources.ts'

/** Which object. `namespace` is left out for cluster-scoped kinds. */
export interface ObjectRef {
  namespace?: string
  name: string
}

export interface ListOptions {
  /** Absent: all namespaces. */
  namespace?: string
  labelSelector?: string
  fieldSelector?: string
  limit?: number
  continue?: string
  /** Whoever asks comes back by himself, later each time: he is let through while others are held back (circuit.ts). */
  isPatient?: boolean
  signal?: AbortSignal
}

export interface WatchOptions extends Omit<ListOptions, 'limit' | 'continue' | 'isPatient'> {
  resourceVersion: string
  /** Told once the server has accepted the watch: an event may be long in coming. */
  onOpen?: () => void
}

export type WatchEvent<T extends KubeObject = KubeObject> =
  { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T } | { type: 'BOOKMARK'; object: KubeObject }

export interface WriteOptions {
  /** `status`, `scale`… Absent: the object itself. */
  subresource?: string
  signal?: AbortSignal
}

export interface PodLogOptions {
  container?: string
  follow?: boolean
  previous?: boolean
  tailLines?: number
  /** ISO 8601. */
  sinceTime?: string
  limitBytes?: number
  signal?: AbortSignal
}

/** A call to a Service through the API server's proxy. */
export interface ProxyRequest {
  namespace: string
  service: string
  /** Name of the port, else its number. */
  port: string
  method: string
  /** Path and query behind `…/proxy`; begins with `/`. */
  path: string
  headers: Record<string, string>
  body?: Uint8Array
  signal: AbortSignal
}

export interface ProxyAnswer {
  status: number
  statusText: string
  /** Names lower-cased; repeated headers joined with `, `. */
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array>
}

/**
 * A Kubernetes API. Everything rejects with `KubernetesError` (errors.ts): `status` is the API's
 * Status object, or `undefined` with a `cause` when the API could not be reached.
 */
export interface KubernetesClient {
  /** The server's address, for messages. */
  readonly server: string
  /** The name of the context in use. */
  readonly contextName: string
  list<T extends KubeObject>(resource: Resource, options?: ListOptions): Promise<KubeList<T>>
  get<T extends KubeObject>(resource: Resource, ref: ObjectRef, options?: WriteOptions): Promise<T>
  create<T extends KubeObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>
  /** PUT: refused with 409 when `metadata.resourceVersion` is stale. */
  replace<T extends KubeObject>(resource: Resource, object: T, options?: WriteOptions): Promise<T>
  patch<T extends KubeObject>(
    resource: Resource,
    ref: ObjectRef,
    patch: { merge: object } | { json: object[] },
    options?: WriteOptions,
  ): Promise<T>
  delete(
    resource: Resource,
    ref: ObjectRef,
    options?: {
      uid?: string
      propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
      gracePeriodSeconds?: number
    },
  ): Promise<void>
  /** Ends when the server ends it or `signal` aborts; rejects with 410 when the version has expired. */
  watch<T extends KubeObject>(resource: Resource, options: WatchOptions): AsyncIterable<WatchEvent<T>>
  /** Bytes of a container's log, each line behind its RFC 3339 time stamp and a space. */
  podLog(pod: Required<ObjectRef>, options: PodLogOptions): AsyncIterable<Uint8Array>
  proxy(request: ProxyRequest): Promise<ProxyAnswer>
  /** GET of any other path of the API, e.g. `/version`. */
  getRaw(path: string, signal?: AbortSignal): Promise<unknown>
  /** Closes idle connections. */
  close(): void
}
