/** What the Kubernetes API answers when it refuses, and how that is said to a reader: the first of the three doors of errors. */
import { AppError } from '../errors.ts'
import { grantYaml } from '../functions/grant.ts'
import type { Status } from '../functions/objects.ts'

/** How a `KubernetesError` came about. */
export interface KubernetesErrorDetails {
  /** The Status object of the answer; undefined when there was none. */
  status?: Status
  /** HTTP status of the answer (or the `code` of an ERROR event); 0 when the API was not reached. */
  code: number
  /** From `Retry-After` or the Status. */
  retryAfterSeconds?: number
  /** It was not sent at all: circuit.ts. */
  isHeldBack?: boolean
  cause?: unknown
}

/** The API refused, could not be reached, or sent something unreadable. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError'
  readonly status?: Status
  readonly code: number
  readonly retryAfterSeconds?: number
  readonly isHeldBack: boolean

  constructor(message: string, details: KubernetesErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.status = details.status
    this.code = details.code
    this.isHeldBack = details.isHeldBack ?? false
    this.retryAfterSeconds = details.retryAfterSeconds ?? details.status?.details?.retryAfterSeconds
  }
}

/** A `KubernetesError` from the Status of an ERROR event or of an answer. */
export function errorOfStatus(
  status: Status,
  code = status.code ?? 500,
  retryAfterSeconds?: number,
): KubernetesError {
  return new KubernetesError(status.message ?? status.reason ?? `the API answered ${code}`, {
    status,
    code,
    retryAfterSeconds,
  })
}

/** The code of an error that stands for bytes no one can read. */
export const unreadable = 502

/** Whether there is no such object, namespace or kind. */
export const isNotFound = (error: unknown) => hasCode(error, 404)
/** Whether somebody else wrote first, or the name is taken. */
export const isConflict = (error: unknown) => hasCode(error, 409)
/** Whether the version asked for is no longer kept: list again. */
export const isGone = (error: unknown) => hasCode(error, 410)

/** Whether the API did not accept our token, also when that has been put into an `AppError` already. */
export const isTokenRefused = (error: unknown) =>
  hasCode(error, 401) || (error instanceof AppError && hasCode(error.cause, 401))

function hasCode(error: unknown, code: number): boolean {
  return error instanceof KubernetesError && error.code === code
}

/** Any error as one that can be answered; what is neither ours nor the API's is thrown on unchanged. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (!(error instanceof KubernetesError)) throw error
  const { code, status, retryAfterSeconds } = error
  const because = { cause: error }
  const isLate = code === 0 && error.message.includes('in time')
  if (error.isHeldBack)
    return new AppError(
      503,
      'api_unavailable',
      isLate ? 'The Kubernetes API does not answer.' : unreachable(error),
      {
        hint: 'Nothing was changed. The API is tried again every few seconds; what is shown is the last known state.',
        retryAfterSeconds: retryAfterSeconds ?? 5,
        ...because,
      },
    )
  if (code === 0)
    return isLate
      ? new AppError(504, 'api_timeout', 'The Kubernetes API did not answer in time.', {
          hint: 'Whether a change was made is unknown: look before trying again.',
          ...because,
        })
      : new AppError(503, 'api_unavailable', unreachable(error), {
          hint: 'Check that the cluster runs. What is shown is the last known state.',
          retryAfterSeconds: 5,
          ...because,
        })
  switch (code) {
    case 401:
      return new AppError(502, 'api_refused', 'The Kubernetes API does not accept our credentials.', {
        hint: 'Renew the token or certificate in the kubeconfig, or restart the pod of the dashboard.',
        ...because,
      })
    case 403:
      return ofForbidden(error)
    case 404:
      return ofNotFound(error)
    case 409:
      return status?.reason === 'AlreadyExists'
        ? new AppError(409, 'already_exists', sentence(error.message), because)
        : new AppError(409, 'conflict', 'It was changed meanwhile.', {
            hint: 'Load it again and repeat the change.',
            ...because,
          })
    case 413:
      return new AppError(413, 'code_too_large', 'It is larger than the cluster stores.', {
        hint: 'A function and its dependency file have to fit into a ConfigMap (1 MiB).',
        ...because,
      })
    case 429:
    case 503:
      return new AppError(503, 'api_busy', 'The Kubernetes API is busy and asks to come back later.', {
        hint: 'Nothing was changed. Try again in a moment.',
        retryAfterSeconds: retryAfterSeconds ?? 5,
        ...because,
      })
    case 504:
      return new AppError(504, 'api_timeout', 'The Kubernetes API did not answer in time.', because)
    case 507:
      return new AppError(507, 'disk_full', 'There is no room left to store it.', {
        hint: 'Make room on the disk of the cluster. The version stored before is untouched.',
        ...because,
      })
    default:
      return new AppError(
        502,
        'api_refused',
        `The Kubernetes API refused: ${sentence(error.message)}`,
        because,
      )
  }
}

function unreachable({ message }: KubernetesError): string {
  return `The Kubernetes API cannot be reached: ${message}.`
}

function ofForbidden(error: KubernetesError): AppError {
  if (error.status?.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating'))
    return new AppError(404, 'namespace_not_found', 'That namespace is being deleted.', { cause: error })
  const asked =
    /User "([^"]+)" cannot (\S+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]+)")?/.exec(
      error.message,
    )
  if (!asked)
    return new AppError(403, 'forbidden', `The cluster does not allow it: ${sentence(error.message)}`, {
      cause: error,
    })
  const [, user = '', verb = '', resource = '', group = '', namespace] = asked
  const where = namespace ? `in namespace ${namespace}` : 'in the whole cluster'
  const what = group ? `${resource.split('/')[0]}.${group}` : resource
  return new AppError(403, 'forbidden', `The cluster does not allow ${user} to ${verb} ${what} ${where}.`, {
    hint: `Ask for the right. Whether it is there now: kubectl auth can-i ${verb} ${what}${namespace ? ` -n ${namespace}` : ' --all-namespaces'} --as=${user}`,
    grant: grantYaml({ user, namespace, rights: [{ verb, group, resource }] }),
    cause: error,
  })
}

function ofNotFound(error: KubernetesError): AppError {
  const { status } = error
  if (status?.details?.kind === 'namespaces')
    return new AppError(404, 'namespace_not_found', `There is no namespace ${status.details.name ?? ''}.`, {
      hint: `Create it: kubectl create namespace ${status.details.name ?? ''}`,
      cause: error,
    })
  if (status?.details?.name) return new AppError(404, 'not_found', sentence(error.message), { cause: error })
  return new AppError(503, 'kubeless_missing', 'The cluster does not know functions.kubeless.io.', {
    hint: 'Install Kubeless UI with its custom resources: kubectl create -f k8s.yaml',
    cause: error,
  })
}

function sentence(text: string): string {
  const short = text.length > 500 ? `${text.slice(0, 500)}…` : text
  return /[.!?…]$/.test(short) ? short : `${short}.`
}
