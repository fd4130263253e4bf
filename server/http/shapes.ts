/** Takes a value that came as JSON apart: right keys, right types. What the values mean is judged by the contract's rules. */
import type { Problem } from '../contract/errors.ts'
import { AppError } from '../errors.ts'

/** Keys that Kubernetes knows and we set ourselves, or never let through. */
const notAllowed = new Set(
  (
    'spec deployment service metadata annotations ownerReferences finalizers status apiVersion kind uid createdAt changedAt generation ' +
    'resourceVersion envFromElsewhere fileName depsFileName template containers initContainers ephemeralContainers volumes volumeMounts ' +
    'serviceAccount serviceAccountName securityContext nodeName nodeSelector tolerations affinity hostNetwork hostPID hostIPC image ' +
    'imagePullSecrets imagePullPolicy command args envFrom ports selector type externalIPs clusterIP horizontalPodAutoscaler resources ' +
    'function timeout runtimeClassName'
  ).split(' '),
)

/** An object whose keys are known and that answers for their types. */
export interface Shape {
  /** A text; an absent one is empty. */
  text(key: string): string
  optionalText(key: string): string | undefined
  /** A number, or whatever stands there: the rules say its range. */
  optionalNumber(key: string): number | undefined
  optionalFlag(key: string): boolean | undefined
  optionalTexts(key: string): Record<string, string> | undefined
  /** A list of objects with exactly these texts. */
  optionalRows<const Key extends string>(key: string, keys: readonly Key[]): Record<Key, string>[] | undefined
}

/** Throws an `AppError` unless `value` is an object with no other keys than `keys`. */
export function shapeOf(value: unknown, keys: readonly string[]): Shape {
  if (!isRecord(value))
    throw new AppError(422, 'body_not_object', 'The body is JSON, but not an object.', {
      hint: 'Send { … }.',
    })
  checkKeys(value, keys)
  const record = new Map(Object.entries(value))
  const optionalText = (key: string) => textAt(record.get(key), key)
  return {
    text: (key) => optionalText(key) ?? '',
    optionalText,
    // NaN stands for what is no number: no range holds it, so the rule names the field.
    optionalNumber: (key) => {
      const value = record.get(key)
      return value === undefined ? undefined : typeof value === 'number' ? value : NaN
    },
    optionalFlag(key) {
      const value = record.get(key)
      if (value === undefined || typeof value === 'boolean') return value
      throw wrongType(key, 'true or false')
    },
    optionalTexts(key) {
      const value = record.get(key)
      if (value === undefined) return undefined
      if (!isRecord(value)) throw wrongType(key, 'an object of texts')
      return Object.fromEntries(
        Object.entries(value).map(([name, text]) => [name, textAt(text, `${key}.${name}`) ?? '']),
      )
    },
    optionalRows(key, rowKeys) {
      const value = record.get(key)
      if (value === undefined) return undefined
      if (!Array.isArray(value)) throw wrongType(key, 'a list')
      return value.map((row: unknown, at) => rowOf(row, rowKeys, `${key}[${at}]`))
    },
  }
}

function checkKeys(record: Record<string, unknown>, keys: readonly string[]): void {
  const unknown = Object.keys(record).filter((key) => !keys.includes(key))
  const [first] = unknown
  if (first === undefined) return
  const problems = unknown.slice(0, 20).map(keyProblem)
  const [{ code, message, hint, field } = keyProblem(first)] = problems
  throw new AppError(422, code, message, { hint, field, problems })
}

function keyProblem(key: string): Problem {
  const field = key.slice(0, 100)
  return notAllowed.has(key)
    ? {
        code: 'field_not_allowed',
        field,
        message: `The field ${JSON.stringify(field)} cannot be sent: it is set by the server.`,
        hint: 'Leave it out. What a function is made of is put together from the other fields.',
      }
    : {
        code: 'unknown_field',
        field,
        message: `There is no field ${JSON.stringify(field)}.`,
        hint: 'Leave it out, or mend its spelling.',
      }
}

function rowOf<Key extends string>(row: unknown, keys: readonly Key[], where: string): Record<Key, string> {
  if (!isRecord(row)) throw wrongType(where, 'an object')
  const strange = Object.keys(row).find((key) => !keys.some((known) => known === key))
  if (strange !== undefined) {
    const { code, message, hint } = keyProblem(strange)
    throw new AppError(422, code, message, { hint, field: `${where}.${strange.slice(0, 100)}` })
  }
  const texts = keys.map((key) => [key, textAt(row[key], `${where}.${key}`) ?? ''] as const)
  // Made from exactly these keys, which `fromEntries` does not say.
  return Object.fromEntries(texts) as Record<Key, string>
}

function textAt(value: unknown, field: string): string | undefined {
  if (value === undefined || typeof value === 'string') return value
  throw wrongType(field, 'a text')
}

function wrongType(field: string, wanted: string): AppError {
  return new AppError(422, 'field_invalid', `${field} has to be ${wanted}.`, { field })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
