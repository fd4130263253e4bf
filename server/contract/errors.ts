/**
 * What goes wrong, in words both ends of the wire share. A refused request is answered with
 * `application/problem+json` (RFC 9457) of the shape `Refusal`; `code` is stable and meant for
 * programs, `detail` and `hint` are meant for people.
 */

/** One thing wrong with what was sent. */
export interface Problem {
  /** Stable, in snake_case, e.g. `name_invalid`. */
  code: ErrorCode
  /** The field of the request it is about, e.g. `name` or `env[2].name`. */
  field?: string
  /** What happened, one sentence for the person who typed it. */
  message: string
  /** What to do next, where there is something to do. */
  hint?: string
}

/** The body of every answer that refuses. */
export interface Refusal {
  type: 'about:blank'
  /** The HTTP reason phrase, e.g. `Unprocessable Entity`. */
  title: string
  /** The HTTP status, repeated so that a stored body still says it. */
  status: number
  code: ErrorCode
  /** What happened, in the reader's words. */
  detail: string
  /** What to do next. */
  hint?: string
  /** The field the first problem is about. */
  field?: string
  /** Every problem found, when there is more than one field to mend. */
  problems?: Problem[]
  /** On `conflict`: what was sent and what is stored now, both as `FunctionDetails`-shaped data. */
  conflict?: { yours: unknown; theirs: unknown }
  /** On `forbidden`: YAML that grants the rights that are missing, for whoever may apply it. */
  grant?: string
  /** Finds the entry in the server's log. */
  requestId: string
}

/** Every code we answer with, one line on each. */
export const errorCodes = {
  // what was typed
  name_required: 'the name is empty',
  name_invalid: 'the name breaks the rule of the tightest child object (RFC 1035 label)',
  name_too_long: 'the name does not fit the objects made from it',
  name_taken: 'an object of that name exists and is not a function',
  namespace_invalid: 'the namespace is not a DNS label',
  namespace_not_found: 'the namespace does not exist',
  namespace_protected: 'functions are not allowed in that namespace',
  namespace_mismatch: 'body and URL name different namespaces',
  rename_not_supported: 'body and URL name different functions',
  runtime_required: 'the runtime is empty',
  runtime_unknown: 'the cluster does not list that runtime',
  handler_required: 'the handler is empty',
  handler_invalid: 'the handler is not file.function',
  code_required: 'the code is empty',
  code_too_large: 'code and dependencies do not fit into a ConfigMap',
  code_not_text: 'the code holds characters that are not text',
  code_invalid: 'the code is not what its content type says, e.g. not base64',
  content_type_invalid: 'the function content type is unknown',
  archive_unreadable: 'the archive is damaged, or of a kind that is not read here',
  archive_too_large: 'the archive holds more than is unpacked',
  not_an_archive: 'the code is no archive, so it has no files to change',
  changes_invalid: 'the changes of files cannot be put together',
  file_path_invalid: 'a path leads nowhere in an archive',
  file_unknown: 'there is no such file in the archive',
  file_not_text: 'the file is not text',
  file_too_large: 'the file is larger than is edited',
  checksum_invalid: 'the checksum is not sha256: and 64 hex digits',
  checksum_mismatch: 'the checksum is not that of the code',
  deps_invalid: 'the dependency file cannot be read',
  deps_not_text: 'the dependency file holds characters that are not text',
  timeout_range: 'the timeout is out of range',
  env_invalid: 'an environment variable has an unusable name or value',
  env_duplicate: 'an environment variable is there twice',
  env_too_many: 'there are too many environment variables',
  env_reserved: 'that environment variable is set by the platform',
  quantity_invalid: 'cpu or memory is not a Kubernetes quantity',
  quantity_range: 'cpu or memory is out of range',
  replicas_range: 'the number of replicas is out of range',
  port_range: 'the port is out of range',
  labels_invalid: 'a label is not one Kubernetes takes',
  url_scheme: 'only http and https are fetched',
  url_private: 'the address is inside the cluster or this machine',
  url_invalid: 'the address cannot be used',
  function_required: 'a trigger names no function',
  function_unknown: 'there is no such function in that namespace',
  host_invalid: 'the host of a trigger is not one an Ingress takes',
  trigger_path_invalid: 'the path of a trigger is not one an Ingress takes',
  secret_invalid: 'that cannot be the name of a Secret',
  gateway_invalid: 'that cannot be the name of a gateway',
  trigger_contradiction: 'a trigger asks for two things that cannot be had together',
  schedule_invalid: 'the schedule cannot be read',
  time_zone_invalid: 'there is no such time zone',
  payload_invalid: 'the payload of a schedule is not JSON',
  payload_too_large: 'the payload of a schedule does not fit into a pod',
  // how it was sent
  path_invalid: 'the URL holds something that never stands in one of ours',
  query_invalid: 'a query parameter cannot be used',
  body_required: 'the body is empty',
  body_too_large: 'the body is larger than we read',
  body_not_object: 'the body is JSON but not an object',
  json_invalid: 'the body is not JSON',
  json_too_deep: 'the body is nested too deeply',
  json_duplicate_key: 'a key is there twice',
  unknown_field: 'a key is not part of the API',
  field_not_allowed: 'a key belongs to Kubernetes and is set by the server',
  field_invalid: 'a value is of the wrong type',
  content_type: 'only application/json in UTF-8 is read',
  content_encoding: 'compressed bodies are not read',
  method_not_allowed: 'the method is not offered here',
  uri_too_long: 'the URL is longer than we read',
  headers_too_large: 'the headers are larger or more than we read',
  // calls
  method_invalid: 'the method cannot be used to call a function',
  invoke_path: 'the path of the call cannot be used',
  header_invalid: 'a header of the call cannot be used',
  header_not_allowed: 'a header of the call is reserved',
  header_authorization: 'Kubernetes consumes Authorization before the function sees it',
  not_deployed: 'the function has no Service yet',
  not_scheduled: 'the schedule has no CronJob yet',
  no_ready_pod: 'no pod of the function is ready',
  not_a_function_service: 'the Service of that name is not the function’s',
  function_timeout: 'the function did not answer in time',
  function_unreachable: 'the connection to the function broke before it answered',
  too_many_invocations: 'too many calls at once',
  too_many_streams: 'too many streams at once',
  stream_capacity: 'the server has no room for another stream',
  // who is asking
  unauthenticated: 'no credential was sent, or not a right one',
  session_incomplete: 'only half of a session was sent',
  session_expired: 'the session is over',
  ambiguous_credentials: 'two kinds of credential were sent at once',
  too_many_attempts: 'too many wrong tokens in a short time',
  too_many_requests: 'too many requests in a short time',
  host_not_allowed: 'the Host header is not ours',
  origin_not_allowed: 'the request comes from another site',
  // what is stored
  not_found: 'there is no such thing',
  already_exists: 'a function of that name exists',
  precondition_required: 'a change must name the resourceVersion it is based on',
  conflict: 'it was changed meanwhile',
  forbidden: 'the cluster does not allow it',
  // the cluster
  api_unavailable: 'the Kubernetes API cannot be reached',
  api_timeout: 'the Kubernetes API did not answer in time',
  api_busy: 'the Kubernetes API asks to come back later',
  api_refused: 'the Kubernetes API refused for another reason',
  kubeless_missing: 'the cluster does not know the kinds of kubeless.io',
  disk_full: 'there is no room left to store it',
  shutting_down: 'the server is stopping',
  internal: 'a mistake of ours, named by requestId in the log',
} as const

/** One of `errorCodes`. */
export type ErrorCode = keyof typeof errorCodes
