/**
 * A function as the API speaks it: flat and scalar. How it is written as a `functions.kubeless.io`
 * object is the business of `functions/manifest.ts`.
 */
import type { Rollout } from './rollout.ts'

/** Which function: a name is unique in its namespace only. */
export interface FunctionRef {
  namespace: string
  name: string
}

/** A plain environment variable. */
export interface EnvVariable {
  name: string
  value: string
}

/** Everything a client may say about a function. Only the first five fields are required. */
export interface FunctionSpec {
  name: string
  namespace: string
  /** A name of `GET /api/runtimes`, e.g. `python3.13`. */
  runtime: string
  /** `<module>.<function>`, exactly one dot. */
  handler: string
  /** The source text; for `base64…` content types the base64 of file or archive, for `url…` an address. */
  code: string
  /** Text of the runtime's dependency file. Default: empty. */
  deps?: string
  /** Kubeless's `function-content-type`. Default: `text`. */
  contentType?: FunctionContentType
  /** `sha256:<64 hex>` of the decoded code. Only to have it compared: the server computes it. */
  checksum?: string
  /** Seconds a call may take, 1 to 900. Default: 180, as upstream. */
  timeoutSeconds?: number
  /** Plain variables only. Variables with `valueFrom`, written by others, are kept and not listed here. */
  env?: EnvVariable[]
  /** Kubernetes quantity, e.g. `500m`. Empty: no limit. */
  cpu?: string
  /** Kubernetes quantity, e.g. `256Mi`. Empty: no limit. */
  memory?: string
  /** 0 to 50. Absent: whatever runs now, 1 at first. */
  replicas?: number
  /** Port of the Service and of the container. Default: 8080. */
  port?: number
  /** The user's own labels, without `created-by` and `function`. */
  labels?: Record<string, string>
  /** Free text, kept where serverless-kubeless keeps it. */
  description?: string
}

/** A change: the whole new spec and the version it was based on. */
export interface FunctionChange extends FunctionSpec {
  /** `resourceVersion` of the `FunctionDetails` the change started from. */
  resourceVersion: string
}

/** The values of `function-content-type` in use (Kubeless reference: a `+`-joined list). */
export const functionContentTypes = [
  'text',
  'base64',
  'base64+zip',
  'base64+compressedtar',
  'url',
  'url+zip',
  'url+compressedtar',
  'text+deps',
  'base64+deps',
  'base64+zip+deps',
  'base64+compressedtar+deps',
  'url+deps',
  'url+zip+deps',
  'url+compressedtar+deps',
] as const

/** One of `functionContentTypes`. */
export type FunctionContentType = (typeof functionContentTypes)[number]

/** How a function is doing, in one word. */
export type FunctionState =
  /** Every wanted pod is ready and runs the stored code. */
  | 'ready'
  /** The first version is on its way; nothing answers yet. */
  | 'starting'
  /** A new version is on its way; the previous one answers. */
  | 'deploying'
  /** The stored version does not run; `FunctionStatus.reason` says why. */
  | 'failing'
  /** It is being deleted; the cluster has not confirmed yet. */
  | 'deleting'
  /** Scaled to zero on purpose. */
  | 'stopped'

/** How a function is doing, derived from what the cluster shows (Function objects have no status). */
export interface FunctionStatus {
  state: FunctionState
  /** One sentence: what is so, or what went wrong. */
  reason: string
  /** What to do next, when something is wrong. */
  hint?: string
  /** Where in the function's files the cause is. */
  location?: SourceLocation
  /** The evidence: the end of the failing container's output, or the event's text. */
  evidence?: string
  /** Pods that answer. */
  ready: number
  /** Pods that should. */
  wanted: number
  /** Checksums of the code that answers now; the stored code is live when it is the only one. */
  answering: string[]
}

/** A place in one of the function's files. */
export interface SourceLocation {
  /** e.g. `handler.py` or `requirements.txt`; in an archive with its folders, e.g. `lib/find.py`. */
  file: string
  /** From 1. */
  line: number
  /** From 1, where the language tells. */
  column?: number
}

/** A row of the list. Small, since there may be ten thousand. */
export interface FunctionSummary extends FunctionRef {
  runtime: string
  state: FunctionState
  /** Absent when `ready`. */
  reason?: string
  ready: number
  wanted: number
  /** ISO 8601: when its spec was last written. */
  changedAt: string
}

/** Everything about one function. */
export interface FunctionDetails extends Required<Omit<FunctionSpec, 'replicas'>> {
  /** Absent when nobody chose a number. */
  replicas?: number
  uid: string
  /** To be sent back with a change. */
  resourceVersion: string
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601: when its spec was last written. */
  changedAt: string
  status: FunctionStatus
  /** How the stored version is getting on, step by step. */
  rollout: Rollout
  /** Names of variables that take their value from elsewhere (`valueFrom`); kept by every change. */
  envFromElsewhere: string[]
  /** Name of the file the code is put into, e.g. `handler.py`; empty for archives. */
  fileName: string
  /** Name of the dependency file, e.g. `requirements.txt`; empty when the runtime has none. */
  depsFileName: string
  /** What takes its calls. Absent: an image we know nothing of. */
  server?: FunctionServer
}

/**
 * The HTTP server in a function's pod: a shim of ours on the official image of the language, or that of an
 * image of Kubeless's own. They treat the same call differently (`invocation-warnings.ts`).
 */
export interface FunctionServer {
  kind: 'shim' | 'kubeless'
  /** ID of a runtime, e.g. `python`. */
  language: string
  /** Of the language, e.g. `3.13`. */
  version: string
}
