/**
 * The cluster as our HTTP API needs it: contract types in, contract types out, so that no route
 * ever sees a manifest. `startCluster` (start-cluster.ts) makes one from a `KubernetesClient`.
 * Everything rejects with `AppError`.
 */
import type { ClusterInfo, ConnectionState, NamespaceInfo } from '../contract/cluster.ts'
import type { LiveEvent } from '../contract/events.ts'
import type {
  FunctionChange,
  FunctionDetails,
  FunctionRef,
  FunctionSpec,
  FunctionSummary,
} from '../contract/functions.ts'
import type { Invocation, InvocationRequest } from '../contract/invocations.ts'
import type { LogEvent, LogQuery } from '../contract/logs.ts'
import type { RuntimeInfo } from '../contract/runtimes.ts'

export interface Cluster {
  listFunctions(namespace?: string): Promise<FunctionSummary[]>
  getFunction(ref: FunctionRef): Promise<FunctionDetails>
  /** Checks what only the cluster knows (runtime, namespace, foreign objects of that name). */
  createFunction(spec: FunctionSpec): Promise<FunctionDetails>
  changeFunction(ref: FunctionRef, change: FunctionChange): Promise<FunctionDetails>
  deleteFunction(ref: FunctionRef, uid?: string): Promise<void>
  invoke(ref: FunctionRef, request: InvocationRequest, signal: AbortSignal): Promise<Invocation>
  /** Ends when `signal` aborts. */
  followLogs(ref: FunctionRef, query: LogQuery, signal: AbortSignal): AsyncIterable<LogEvent>
  /** Begins with `reset`; ends when `signal` aborts. One upstream watch however many listen. */
  changes(signal: AbortSignal): AsyncIterable<LiveEvent>
  describe(): Promise<ClusterInfo>
  listNamespaces(): Promise<NamespaceInfo[]>
  listRuntimes(): Promise<RuntimeInfo[]>
  /** Whether the first lists have been read, and since when the API is in reach. */
  connection(): ConnectionState & { hasSynced: boolean }
  close(): Promise<void>
}
