/**
 * Everything a client may ask, and what it gets back: the whole HTTP API on one screen.
 *
 * It is public: a program sends `Authorization: Bearer <access token>`; a browser sends the two
 * halves of its session, a cookie and `X-KUI-Session`. Times are ISO 8601 strings, durations
 * milliseconds, sizes bytes. What is refused is answered as a `Refusal` (errors.ts).
 */
import type { NamespaceAccess } from './access.ts'
import type { FileText, FilesChange, FunctionFiles } from './archives.ts'
import type { ClusterInfo, NamespaceInfo } from './cluster.ts'
import type { FunctionDiagnosis } from './diagnosis.ts'
import type { LiveEvent } from './events.ts'
import type { FunctionChange, FunctionDetails, FunctionSpec, FunctionSummary } from './functions.ts'
import type { Invocation, InvocationRequest } from './invocations.ts'
import type { LogEvent, LogQuery } from './logs.ts'
import type { ReadinessCheck } from './readiness.ts'
import type { RuntimeInfo } from './runtimes.ts'
import type { Session, SignIn, SignInHelp } from './session.ts'
import type {
  HttpTrigger,
  HttpTriggerChange,
  HttpTriggerSpec,
  ScheduleTrigger,
  ScheduleTriggerChange,
  ScheduleTriggerSpec,
  Trigger,
  TriggerRun,
  TriggerRunLog,
} from './triggers.ts'

export interface Api {
  /** Answered without a credential. */
  'GET /api/session/help': { answer: SignInHelp }
  /** Sign in: sets the cookie half of the session, answers the other. 401, 429. */
  'POST /api/session': { body: SignIn; answer: Session }
  'GET /api/session': { answer: Session }
  'DELETE /api/session': { answer: void }

  'GET /api/cluster': { answer: ClusterInfo }
  /** What is wired and what is not, with the command that mends it. */
  'GET /api/readiness': { answer: ReadinessCheck[] }
  'GET /api/namespaces': { answer: NamespaceInfo[] }
  /** What the caller may do there. */
  'GET /api/namespaces/:namespace/access': { answer: NamespaceAccess }
  'GET /api/runtimes': { answer: RuntimeInfo[] }

  'GET /api/functions': { query: { namespace?: string }; answer: FunctionSummary[] }
  /** 201; 409 `already_exists`, `name_taken`; 422. */
  'POST /api/namespaces/:namespace/functions': { body: FunctionSpec; answer: FunctionDetails }
  'GET /api/namespaces/:namespace/functions/:name': { answer: FunctionDetails }
  /** Why it is not working: the chain from the Function to its answer, and what would mend it. */
  'GET /api/namespaces/:namespace/functions/:name/diagnosis': { answer: FunctionDiagnosis }
  /** 428 without `resourceVersion`; 409 `conflict` with both versions when it is stale. */
  'PUT /api/namespaces/:namespace/functions/:name': { body: FunctionChange; answer: FunctionDetails }
  /** 202: accepted, and gone when the event stream says so. With `uid`: only that very object, else 409. */
  'DELETE /api/namespaces/:namespace/functions/:name': { query: { uid?: string }; answer: void }
  /** 422 `archive_unreadable`, `archive_too_large`. */
  'GET /api/namespaces/:namespace/functions/:name/files': { answer: FunctionFiles }
  /** As for a function; also 422 `not_an_archive`, `file_unknown`, `file_not_text`. */
  'PUT /api/namespaces/:namespace/functions/:name/files': { body: FilesChange; answer: FunctionDetails }
  /** 404 `file_unknown`; 422 `file_not_text`, `file_too_large`. */
  'GET /api/namespaces/:namespace/functions/:name/files/text': { query: { path: string }; answer: FileText }
  /** 404, 409 `not_deployed`, 503 `no_ready_pod`, 504 `function_timeout`. */
  'POST /api/namespaces/:namespace/functions/:name/invocations': {
    body: InvocationRequest
    answer: Invocation
  }
  /** An event stream. */
  'GET /api/namespaces/:namespace/functions/:name/logs': { query: LogQuery; stream: LogEvent }

  /** What calls functions: all of it, or what calls one. */
  'GET /api/triggers': { query: { namespace?: string; function?: string }; answer: Trigger[] }
  /** 201; 409 `already_exists`; 422, also when there is no such function. */
  'POST /api/namespaces/:namespace/http-triggers': { body: HttpTriggerSpec; answer: HttpTrigger }
  'GET /api/namespaces/:namespace/http-triggers/:name': { answer: HttpTrigger }
  /** 428 without `resourceVersion`; 409 `conflict` with both versions when it is stale. */
  'PUT /api/namespaces/:namespace/http-triggers/:name': { body: HttpTriggerChange; answer: HttpTrigger }
  /** 202. With `uid`: only that very object, else 409. */
  'DELETE /api/namespaces/:namespace/http-triggers/:name': { query: { uid?: string }; answer: void }
  /** As for `http-triggers`. */
  'POST /api/namespaces/:namespace/schedule-triggers': { body: ScheduleTriggerSpec; answer: ScheduleTrigger }
  'GET /api/namespaces/:namespace/schedule-triggers/:name': { answer: ScheduleTrigger }
  'PUT /api/namespaces/:namespace/schedule-triggers/:name': {
    body: ScheduleTriggerChange
    answer: ScheduleTrigger
  }
  'DELETE /api/namespaces/:namespace/schedule-triggers/:name': { query: { uid?: string }; answer: void }
  /** Calls the function now, as the schedule would. 201; 409 `not_scheduled` while there is no CronJob. */
  'POST /api/namespaces/:namespace/schedule-triggers/:name/runs': { answer: TriggerRun }
  'GET /api/namespaces/:namespace/schedule-triggers/:name/runs/:run/log': { answer: TriggerRunLog }

  /** An event stream. */
  'GET /api/events': { stream: LiveEvent }
}

/** A line of the table. */
export type Endpoint = keyof Api

/** The names of the `:parameters` in a line. */
export type PathParams<E extends string> = E extends `${string}:${infer Name}/${infer Rest}`
  ? Record<Name, string> & PathParams<`/${Rest}`>
  : E extends `${string}:${infer Name}`
    ? Record<Name, string>
    : unknown

/** The body a line takes; `undefined` when it takes none. */
export type BodyOf<E extends Endpoint> = Api[E] extends { body: infer Body } ? Body : undefined
/** The query a line takes. */
export type QueryOf<E extends Endpoint> = Api[E] extends { query: infer Query } ? Query : undefined
/** What a line answers. */
export type AnswerOf<E extends Endpoint> = Api[E] extends { answer: infer Answer } ? Answer : never
/** The events a streaming line sends. */
export type StreamOf<E extends Endpoint> = Api[E] extends { stream: infer Event } ? Event : never
