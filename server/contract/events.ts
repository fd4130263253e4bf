import type { ConnectionState } from './cluster.ts'
import type { FunctionRef, FunctionSummary } from './functions.ts'

/** What changed, for the whole tab: the stream of `GET /api/events`. */
export type LiveEvent =
  /** The stream begins, or had to skip something: ask again for everything shown. */
  | { type: 'reset' }
  /** A function is new or different. Its details, if shown, are to be asked for again. */
  | { type: 'function'; summary: FunctionSummary }
  /** The cluster has confirmed that it is gone. */
  | { type: 'function-gone'; ref: FunctionRef }
  /** Something about what calls this function is different: ask for its triggers again. Only once somebody has asked. */
  | { type: 'triggers'; ref: FunctionRef }
  /** The server's connection to the cluster changed. */
  | { type: 'connection'; connection: ConnectionState }
  /** The server stops; come back in a moment. */
  | { type: 'bye' }
