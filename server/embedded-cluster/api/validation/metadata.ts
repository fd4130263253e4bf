/** What `metadata` of any object has to keep to. */
import type { ApiObject, Meta } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { forbiddenValue, invalidValue, required } from '../status.ts'
import type { FieldError } from '../status.ts'
import { labelProblems, labelValueProblems, qualifiedNameProblems, subdomainProblems } from './names.ts'

/** Finalizers without a domain that everybody knows. */
const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])
/** All annotations together, in bytes. */
const annotationLimit = 256 * 1024
/** Kinds whose names become part of addresses. */
const labelNamed = new Set(['Namespace', 'Service'])
/** Kinds whose names may be anything that fits into a path. */
const pathNamed = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'])

export function metadataProblems(kind: Kind, { metadata }: ApiObject): FieldError[] {
  return [
    ...nameProblems(kind, metadata),
    ...labelsProblems(metadata.labels, 'metadata.labels'),
    ...annotationProblems(metadata.annotations),
    ...ownerProblems(metadata),
    ...finalizerProblems(kind, metadata),
  ]
}

/** A name or a generated one, in the form of its kind. */
function nameProblems(kind: Kind, { name, generateName }: Meta): FieldError[] {
  if (name === '') {
    if (generateName) return []
    return [required('metadata.name', 'name or generateName is required')]
  }
  const problems = labelNamed.has(kind.kind)
    ? labelProblems(name)
    : pathNamed.has(kind.kind)
      ? pathProblems(name)
      : subdomainProblems(name)
  return problems.map((problem) => invalidValue('metadata.name', name, problem))
}

function pathProblems(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`)
}

/** Names and values of labels, also those of a template. */
export function labelsProblems(labels: Record<string, unknown> | undefined, field: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([name, value]) => [
    ...qualifiedNameProblems(name).map((problem) => invalidValue(field, name, problem)),
    ...labelValueProblems(String(value)).map((problem) => invalidValue(field, value, problem)),
  ])
}

function annotationProblems(annotations: Record<string, string> | undefined): FieldError[] {
  const entries = Object.entries(annotations ?? {})
  const size = entries.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  )
  return [
    ...entries.flatMap(([name]) =>
      qualifiedNameProblems(name.toLowerCase()).map((problem) =>
        invalidValue('metadata.annotations', name, problem),
      ),
    ),
    ...(size > annotationLimit
      ? [
          {
            field: 'metadata.annotations',
            reason: 'FieldValueTooLong' as const,
            message: `Too long: may not be more than ${annotationLimit} bytes`,
          },
        ]
      : []),
  ]
}

function ownerProblems({ ownerReferences = [] }: Meta): FieldError[] {
  const errors = ownerReferences.flatMap((owner) => {
    const field = 'metadata.ownerReferences'
    const empty = (name: 'apiVersion' | 'kind' | 'name' | 'uid'): FieldError[] =>
      owner[name]
        ? []
        : [
            invalidValue(
              `${field}.${name}`,
              owner[name] ?? '',
              `${name === 'apiVersion' ? 'version' : name} must not be empty`,
            ),
          ]
    return [...empty('apiVersion'), ...empty('kind'), ...empty('name'), ...empty('uid')]
  })
  const controllers = ownerReferences.filter(({ controller }) => controller === true)
  if (controllers.length > 1)
    errors.push(
      invalidValue(
        'metadata.ownerReferences',
        ownerReferences,
        `Only one reference can have Controller set to true. Found "true" in references for ${controllers
          .map(({ name }) => name)
          .slice(0, 2)
          .join(' and ')}`,
      ),
    )
  return errors
}

function finalizerProblems(kind: Kind, { finalizers = [] }: Meta): FieldError[] {
  return finalizers.flatMap((name, index) => {
    const problems = qualifiedNameProblems(name).map((problem) =>
      invalidValue('metadata.finalizers', name, problem),
    )
    if (problems.length > 0) return problems
    const isPlain =
      !name.includes('/') && !standardFinalizers.has(name) && !kind.custom && !name.includes('.')
    if (!isPlain) return []
    return [
      invalidValue(
        `metadata.finalizers[${index}]`,
        name,
        'name is neither a standard finalizer name nor is it fully qualified',
      ),
    ]
  })
}

/** What may not change once an object is there, or is going. */
export function metadataChangeProblems(old: ApiObject, next: ApiObject): FieldError[] {
  if (!old.metadata.deletionTimestamp) return []
  const known = new Set(old.metadata.finalizers)
  const added = (next.metadata.finalizers ?? []).filter((name) => !known.has(name))
  if (added.length === 0) return []
  const error = forbiddenValue(
    'metadata.finalizers',
    `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((name) => JSON.stringify(name)).join(', ')}}`,
  )
  // A real server finds it twice.
  return [error, error]
}
