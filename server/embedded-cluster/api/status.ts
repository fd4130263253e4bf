/** What the API answers when it refuses: the same code, reason and message as a real API server. */
import type { Status } from '../../functions/objects.ts'

/** A refusal on its way to the client; thrown anywhere below the front door. */
export class ApiError extends Error {
  readonly status: Status
  constructor(status: Status) {
    super(status.message)
    this.status = status
  }
}

/** What an error is about. */
export interface ResourceName {
  group: string
  plural: string
  kind: string
}

/** One field that is wrong. `message` begins with the kind of fault, e.g. `Invalid value: 5: …`. */
export interface FieldError {
  field: string
  reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueTypeInvalid'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueNotFound'
  message: string
}

type Details = NonNullable<Status['details']>

/** Any refusal. */
export function refusal(
  code: number,
  reason: string | undefined,
  message: string,
  details?: Details,
): ApiError {
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason && { reason }),
    ...(details && { details }),
    code,
  })
}

export const badRequest = (message: string) => refusal(400, 'BadRequest', message)

export const notFound = (of: ResourceName, name: string) =>
  refusal(404, 'NotFound', `${qualified(of)} "${name}" not found`, detailsOf(of, name))

/** The path names no resource of a group that is there. */
export const noSuchResource = () =>
  refusal(404, 'NotFound', 'the server could not find the requested resource', {})

export const alreadyExists = (of: ResourceName, name: string) =>
  refusal(409, 'AlreadyExists', `${qualified(of)} "${name}" already exists`, detailsOf(of, name))

export const conflict = (of: ResourceName, name: string, why: string) =>
  refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(of)} "${name}": ${why}`,
    detailsOf(of, name),
  )

export const staleObject = (of: ResourceName, name: string) =>
  conflict(
    of,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )

export const forbidden = (of: Pick<ResourceName, 'group' | 'plural'>, name: string, why: string) =>
  refusal(
    403,
    'Forbidden',
    name === '' ? `${qualified(of)} is forbidden: ${why}` : `${qualified(of)} "${name}" is forbidden: ${why}`,
    { ...(name && { name }), ...(of.group && { group: of.group }), kind: of.plural },
  )

export const methodNotAllowed = () =>
  refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

export const unsupportedMediaType = (accepted: string[]) =>
  refusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )

export const serviceUnavailable = (message: string) => refusal(503, 'ServiceUnavailable', message)

export const internalError = (message: string) =>
  refusal(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] })

/** What this cluster does not imitate. */
export const notImplemented = (message: string) => refusal(501, 'NotImplemented', message)

/** 422: every field that is wrong. */
export function invalid(of: { group: string; kind: string }, name: string, errors: FieldError[]): ApiError {
  const sentences = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))]
  const all = sentences.length === 1 ? sentences[0] : `[${sentences.join(', ')}]`
  const kind = of.group === '' ? of.kind : `${of.kind}.${of.group}`
  return refusal(422, 'Invalid', `${kind} "${name}" is invalid: ${all}`, {
    ...(name && { name }),
    ...(of.group && { group: of.group }),
    ...(of.kind && { kind: of.kind }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  })
}

/** `deployments.apps`; only the plural in the core group. */
export function qualified({ group, plural }: Pick<ResourceName, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`
}

export const required = (field: string, more = ''): FieldError => ({
  field,
  reason: 'FieldValueRequired',
  message: more === '' ? 'Required value' : `Required value: ${more}`,
})

export const invalidValue = (field: string, value: unknown, why: string): FieldError => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value) ?? 'null'}: ${why}`,
})

export const unsupportedValue = (field: string, value: unknown, supported: string[]): FieldError => ({
  field,
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
})

export const forbiddenValue = (field: string, why: string): FieldError => ({
  field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
})

export const duplicateValue = (field: string, value: unknown): FieldError => ({
  field,
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${JSON.stringify(value)}`,
})

function detailsOf({ group, plural }: ResourceName, name: string): Details {
  return { ...(name && { name }), ...(group && { group }), kind: plural }
}
