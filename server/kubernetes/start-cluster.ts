/** The cluster for our HTTP API, on top of a `KubernetesClient`: one set of watches, one derived view, one verb a method. */
import type { ClusterInfo, ConnectionState } from '../contract/cluster.ts'
import type { FunctionRef } from '../contract/functions.ts'
import type { LanguageInfo } from '../contract/runtimes.ts'
import { AppError } from '../errors.ts'
import { startAccessReviews } from './access.ts'
import { changesOf } from './changes.ts'
import type { KubernetesClient, ObjectRef } from './client.ts'
import type { Cluster } from './cluster.ts'
import { describeCluster } from './describe.ts'
import { getDiagnosis } from './diagnosis.ts'
import { toAppError } from './errors.ts'
import { composeFilesChange, listFiles, readFileOf } from './archives.ts'
import { startFunctionView } from './function-view.ts'
import { changeFunction, createFunction, deleteFunction, getFunction } from './functions.ts'
import { invoke } from './invocations.ts'
import { followKubelessConfig } from './kubeless-config.ts'
import type { KubelessConfig } from './kubeless-config.ts'
import { followLogs } from './logs.ts'
import { startLastCalls } from './last-calls.ts'
import { listNamespaces } from './namespaces.ts'
import { checkReadiness } from './readiness.ts'
import { startRuntimes } from './runtimes.ts'
import { readRunLog, runNow } from './trigger-runs.ts'
import { startTriggerWatches } from './trigger-watches.ts'
import {
  changeHttpTrigger,
  changeScheduleTrigger,
  createHttpTrigger,
  createScheduleTrigger,
  deleteHttpTrigger,
  deleteScheduleTrigger,
  getHttpTrigger,
  getScheduleTrigger,
  listTriggers,
} from './triggers.ts'
import { startVersionMemory } from './version-memory.ts'
import { startWatching } from './watched.ts'

export interface ClusterOptions {
  client: KubernetesClient
  /** The languages we know, for what `kubeless-config` does not say. */
  languages: readonly LanguageInfo[]
  name: string
  kind: ClusterInfo['kind']
  uiVersion: string
  notes?: string[]
  /** Given for the view of one person: then what was seen while it was allowed is not shown any longer when it is not. */
  personal?: {
    /** Followed by the dashboard's account: whoever may not read it still has to choose a runtime. */
    config: KubelessConfig
  }
  /** Where our controller's Lease is. Default: `kubeless`. */
  podNamespace?: string
  /** Where `kubeless-config` is, as far as the settings say. */
  configPlace?: Partial<ObjectRef>
  /** The only namespaces looked at, which `client` is limited to; empty: all. */
  namespaces?: readonly string[]
  /** Milliseconds; tests bring their own. */
  now?: () => number
  /** Hears of mistakes of ours that no caller could be told of. */
  onError?: (error: unknown) => void
}

/** A question waits no longer than this for the first lists. */
const firstListMs = 10_000
/** What can be answered without them waits no longer than this. */
const greetingMs = 2_000

export function startCluster(options: ClusterOptions): Cluster {
  const { client, languages, now = Date.now, onError = reportLoudly } = options
  const watched = startWatching(client, onError)
  const config = options.personal?.config ?? followKubelessConfig(client, onError, options.configPlace)
  const runtimes = startRuntimes(config, languages)
  const view = startFunctionView(watched, { now, runtimes: () => runtimes.names(), onError })
  const versions = startVersionMemory()
  const lastCalls = startLastCalls(now)
  const triggers = startTriggerWatches(client, watched, onError)
  const context = { client, watched, view, runtimes, versions, triggers, now }
  config.subscribe(() => view.refreshAll())
  watched.functions.subscribe(({ object }) => versions.remember(object.metadata, object.known.fingerprint))
  const facts = {
    name: options.name,
    kind: options.kind,
    uiVersion: options.uiVersion,
    notes: options.notes ?? [],
  }
  const hasSynced = () => watched.essential.every((informer) => informer.hasSynced)
  const connection = (): ConnectionState => watched.functions.connection

  const reviews = startAccessReviews(client, now)

  const synced = async () => {
    const refused =
      options.personal &&
      watched.essential.find(({ error }) => error?.code === 401 || error?.code === 403)?.error
    if (refused) throw toAppError(refused)
    if (hasSynced()) return
    const failing = () => watched.essential.find((informer) => informer.error)?.error
    await within(firstListMs, Promise.all(watched.essential.map((informer) => informer.synced)), () => {
      const error = failing()
      return error ? toAppError(error) : unread()
    })
  }

  const configured = () =>
    within(firstListMs, config.ready, () => toAppError(watched.functions.error ?? unread()))

  return {
    async listFunctions(namespace) {
      await synced()
      await view.settled()
      const all = view.summaries()
      return [...(namespace === undefined ? all : all.filter((summary) => summary.namespace === namespace))]
    },
    async getFunction(ref) {
      await synced()
      return getFunction(context, ref)
    },
    async diagnose(ref) {
      await synced()
      return getDiagnosis({ ...context, lastCalls }, ref)
    },
    async createFunction(spec) {
      await configured()
      return createFunction(context, spec)
    },
    async changeFunction(ref, change) {
      await configured()
      return changeFunction(context, ref, change)
    },
    deleteFunction: (ref, uid) => deleteFunction(context, ref, uid),
    listFiles: (ref) => listFiles(context, ref),
    readFileText: (ref, path) => readFileOf(context, ref, path),
    composeFilesChange: (ref, change) => composeFilesChange(context, ref, change),
    async invoke(ref, request, signal) {
      await synced()
      return lastCalls.noted(ref, () => invoke(context, ref, request, signal), signal)
    },
    async *followLogs(ref, query, signal) {
      await synced()
      await mustExist(context, ref)
      yield* followLogs(context, ref, query, signal)
    },
    async listTriggers(only) {
      await synced()
      return listTriggers(context, only)
    },
    async getHttpTrigger(ref) {
      await synced()
      return getHttpTrigger(context, ref)
    },
    async createHttpTrigger(spec) {
      await synced()
      return createHttpTrigger(context, spec)
    },
    async changeHttpTrigger(ref, change) {
      await synced()
      return changeHttpTrigger(context, ref, change)
    },
    deleteHttpTrigger: (ref, uid) => deleteHttpTrigger(context, ref, uid),
    async getScheduleTrigger(ref) {
      await synced()
      return getScheduleTrigger(context, ref)
    },
    async createScheduleTrigger(spec) {
      await synced()
      return createScheduleTrigger(context, spec)
    },
    async changeScheduleTrigger(ref, change) {
      await synced()
      return changeScheduleTrigger(context, ref, change)
    },
    deleteScheduleTrigger: (ref, uid) => deleteScheduleTrigger(context, ref, uid),
    runNow: (ref) => runNow(context, ref),
    readRunLog: (ref, run) => readRunLog(context, ref, run),
    changes: (signal) =>
      changesOf(
        view,
        triggers,
        (listener) => watched.functions.subscribeConnection(() => listener(connection())),
        signal,
      ),
    async describe() {
      // Just started is not disconnected.
      await within(greetingMs, Promise.all([synced(), config.ready]), unread).catch(() => undefined)
      return describeCluster(client, facts, { watched, config, connection: connection() })
    },
    readiness: () =>
      checkReadiness({
        client,
        config,
        now,
        uiVersion: options.uiVersion,
        namespace: options.podNamespace ?? 'kubeless',
        namespaces: options.namespaces ?? [],
      }),
    access: (namespace) => reviews.of(namespace),
    async listNamespaces() {
      await synced()
      // When they may not be listed there is something to say without.
      await within(greetingMs, watched.namespaces.synced, unread).catch(() => undefined)
      return listNamespaces(watched)
    },
    async listRuntimes() {
      await configured()
      return runtimes.list()
    },
    connection: () => ({ ...connection(), hasSynced: hasSynced() }),
    async close() {
      view.close()
      triggers.close()
      if (!options.personal) config.close()
      watched.close()
    },
  }
}

async function mustExist(context: Parameters<typeof getFunction>[0], ref: FunctionRef): Promise<void> {
  if (!context.watched.functions.get(ref)) await getFunction(context, ref)
}

async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms)
  })
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer))
}

function unread(): AppError {
  return new AppError(503, 'api_unavailable', 'The cluster has not been read yet.', { retryAfterSeconds: 2 })
}

function reportLoudly(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)))
}
