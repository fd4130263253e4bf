/**
 * The cluster as our HTTP API needs it: contract types in, contract types out, so that no route
 * ever sees a manifest. `startCluster` (start-cluster.ts) makes one from a `KubernetesClient`.
 * Everything rejects with `AppError`.
 */
import type { NamespaceAccess } from '../contract/access.ts'
import type { FileText, FilesChange, FunctionFiles } from '../contract/archives.ts'
import type { ClusterInfo, ConnectionState, NamespaceInfo } from '../contract/cluster.ts'
import type { FunctionDiagnosis } from '../contract/diagnosis.ts'
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
import type { ReadinessCheck } from '../contract/readiness.ts'
import type { RuntimeInfo } from '../contract/runtimes.ts'
import type {
  HttpTrigger,
  HttpTriggerChange,
  HttpTriggerSpec,
  ScheduleTrigger,
  ScheduleTriggerChange,
  ScheduleTriggerSpec,
  Trigger,
  TriggerRef,
  TriggerRun,
  TriggerRunLog,
} from '../contract/triggers.ts'

export interface Cluster {
  listFunctions(namespace?: string): Promise<FunctionSummary[]>
  getFunction(ref: FunctionRef): Promise<FunctionDetails>
  /** Why it is not working, if it is not. */
  diagnose(ref: FunctionRef): Promise<FunctionDiagnosis>
  /** Checks what only the cluster knows (runtime, namespace, foreign objects of that name). */
  createFunction(spec: FunctionSpec): Promise<FunctionDetails>
  changeFunction(ref: FunctionRef, change: FunctionChange): Promise<FunctionDetails>
  deleteFunction(ref: FunctionRef, uid?: string): Promise<void>
  listFiles(ref: FunctionRef): Promise<FunctionFiles>
  readFileText(ref: FunctionRef, path: string): Promise<FileText>
  /** The change of the function that a change of files comes to; nothing is stored yet. */
  composeFilesChange(ref: FunctionRef, change: FilesChange): Promise<FunctionChange>
  invoke(ref: FunctionRef, request: InvocationRequest, signal: AbortSignal): Promise<Invocation>
  /** Ends when `signal` aborts. */
  followLogs(ref: FunctionRef, query: LogQuery, signal: AbortSignal): AsyncIterable<LogEvent>
  listTriggers(only: { namespace?: string; function?: string }): Promise<Trigger[]>
  getHttpTrigger(ref: TriggerRef): Promise<HttpTrigger>
  createHttpTrigger(spec: HttpTriggerSpec): Promise<HttpTrigger>
  changeHttpTrigger(ref: TriggerRef, change: HttpTriggerChange): Promise<HttpTrigger>
  deleteHttpTrigger(ref: TriggerRef, uid?: string): Promise<void>
  getScheduleTrigger(ref: TriggerRef): Promise<ScheduleTrigger>
  createScheduleTrigger(spec: ScheduleTriggerSpec): Promise<ScheduleTrigger>
  changeScheduleTrigger(ref: TriggerRef, change: ScheduleTriggerChange): Promise<ScheduleTrigger>
  deleteScheduleTrigger(ref: TriggerRef, uid?: string): Promise<void>
  /** Calls the function of a schedule now. */
  runNow(ref: TriggerRef): Promise<TriggerRun>
  readRunLog(ref: TriggerRef, run: string): Promise<TriggerRunLog>
  /** Begins with `reset`; ends when `signal` aborts. One upstream watch however many listen. */
  changes(signal: AbortSignal): AsyncIterable<LiveEvent>
  describe(): Promise<ClusterInfo>
  /** Everything that is needed of the cluster, and how it is doing. Never rejects. */
  readiness(): Promise<ReadinessCheck[]>
  /** What the account in use may do in a namespace. */
  access(namespace: string): Promise<NamespaceAccess>
  listNamespaces(): Promise<NamespaceInfo[]>
  listRuntimes(): Promise<RuntimeInfo[]>
  /** Whether the first lists have been read, and since when the API is in reach. */
  connection(): ConnectionState & { hasSynced: boolean }
  close(): Promise<void>
}
