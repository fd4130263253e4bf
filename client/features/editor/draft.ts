/**
 * What a person has typed about one function and not yet deployed. Pure: the same history of actions
 * gives the same draft. Its rule: what was typed is never overwritten unseen, and what somebody else
 * deployed is never overwritten unseen either.
 */
import type { FileChange } from '#contract/archives.ts'
import type {
  EnvVariable,
  FunctionChange,
  FunctionContentType,
  FunctionDetails,
  FunctionSpec,
} from '#contract/functions.ts'
import { fieldNames, mergeFields, mineWhereChanged, same, sameFields } from './draft-merge.ts'
import type { FieldMerge } from './draft-merge.ts'

/** The fields that can be edited. Numbers are kept as they are typed. */
export interface DraftFields {
  code: string
  contentType: FunctionContentType
  /** Changes of files in an archive; `code` stays as it is stored, and the server puts both together. */
  files: FileChange[]
  deps: string
  handler: string
  runtime: string
  timeoutSeconds: string
  env: EnvVariable[]
  memory: string
  cpu: string
  replicas: string
  port: string
}

/** A draft and the version it stands on. */
export interface Draft {
  /** The stored version that the fields were started from: what a deploy is compared with. */
  base: FunctionDetails
  fields: DraftFields
  /** A version somebody else stored while there were changes here; to be decided about. */
  theirs?: FunctionDetails
  /** What was sent, while its answer is awaited. */
  sent?: DraftFields
  /** ISO 8601: it comes from before a reload, and was last changed then. */
  restoredFrom?: string
}

export type DraftAction =
  /** The cluster's present version, from wherever it was heard. */
  | { type: 'live'; details: FunctionDetails }
  | { type: 'edited'; changes: Partial<DraftFields> }
  | { type: 'sent' }
  | { type: 'stored'; details: FunctionDetails }
  | { type: 'refused' }
  | { type: 'theirs-taken' }
  /** Mine over theirs: put together where that is clear, else mine; `decided`: what was settled by hand. */
  | { type: 'mine-kept'; decided?: Partial<DraftFields> }
  | { type: 'restored-seen' }
  | { type: 'discarded' }

/** A draft with no changes. */
export function startDraft(details: FunctionDetails): Draft {
  return { base: details, fields: fieldsOf(details) }
}

export function changeDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'live':
      return followLive(draft, action.details)
    case 'edited':
      return { ...draft, fields: { ...draft.fields, ...action.changes } }
    case 'sent':
      return { ...draft, sent: draft.fields }
    case 'stored': {
      const { sent = draft.fields, ...rest } = draft
      // Whatever was typed since it was sent stays; the rest is as the server wrote it.
      const fields = mineWhereChanged(sent, draft.fields, fieldsOf(action.details))
      const stored = {
        ...rest,
        fields,
        sent: undefined,
        theirs: undefined,
        base: newer(draft.base, action.details),
      }
      return draft.theirs ? followLive(stored, draft.theirs) : stored
    }
    case 'refused':
      return { ...draft, sent: undefined }
    case 'theirs-taken':
      return startDraft(draft.theirs ?? draft.base)
    case 'mine-kept': {
      if (!draft.theirs) return draft
      const fields = { ...mergeWithTheirs(draft, draft.theirs).fields, ...action.decided }
      return { ...draft, base: draft.theirs, fields, theirs: undefined }
    }
    case 'restored-seen':
      return { ...draft, restoredFrom: undefined }
    case 'discarded':
      return { ...startDraft(draft.theirs ?? draft.base), sent: draft.sent }
  }
}

/** Whether there is something to deploy. */
export function isDirty(draft: Draft): boolean {
  return !sameFields(draft.fields, fieldsOf(draft.base))
}

/** Whether a file was put in place of the stored code, and is not deployed. */
export function isReplaced({ base, fields }: Draft): boolean {
  if (fields.contentType !== base.contentType) return true
  return fields.contentType.startsWith('base64') && fields.code !== base.code
}

/** The names of the fields that differ from the stored version. */
export function changedFields(draft: Draft): (keyof DraftFields)[] {
  const stored = fieldsOf(draft.base)
  return fieldNames.filter((name) => !same(draft.fields[name], stored[name]))
}

/** My changes and theirs put together; nothing is in it that they have not stored yet. */
export function mergeWithTheirs({ base, fields }: Draft, theirs: FunctionDetails): FieldMerge {
  return mergeFields(fieldsOf(base), fields, fieldsOf(theirs))
}

/** What a deploy sends. Text that is no number becomes NaN, which the rules refuse by name. */
export function changeOf(draft: Draft): FunctionChange & { files?: FileChange[] } {
  const { files } = draft.fields
  const change = { ...specOf(draft), resourceVersion: draft.base.resourceVersion }
  return files.length > 0 ? { ...change, files } : change
}

/** The draft as a spec, for the rules. */
export function specOf({ base, fields }: Draft): FunctionSpec {
  const { code, deps, handler, runtime, memory, cpu } = fields
  return {
    name: base.name,
    namespace: base.namespace,
    contentType: fields.contentType,
    labels: base.labels,
    description: base.description,
    ...{ code, deps, handler: handler.trim(), runtime, memory: memory.trim(), cpu: cpu.trim() },
    env: fields.env.filter((variable) => !isBlank(variable)),
    timeoutSeconds: numberIn(fields.timeoutSeconds),
    replicas: numberIn(fields.replicas),
    port: numberIn(fields.port),
  }
}

/** A row nobody has filled in; it is not sent. */
export function isBlank({ name, value }: EnvVariable): boolean {
  return name === '' && value === ''
}

/** The editable fields of a stored version. */
export function fieldsOf(details: FunctionDetails): DraftFields {
  const { code, contentType, deps, handler, runtime, env, memory, cpu } = details
  return {
    ...{ code, contentType, deps, handler, runtime, env, memory, cpu, files: [] },
    timeoutSeconds: String(details.timeoutSeconds),
    replicas: details.replicas === undefined ? '' : String(details.replicas),
    port: String(details.port),
  }
}

/** Whether both are the same function with the same fields, whatever else was written to the object. */
export function isSameVersion(a: FunctionDetails, b: FunctionDetails): boolean {
  return a.uid === b.uid && sameFields(fieldsOf(a), fieldsOf(b))
}

function followLive(draft: Draft, details: FunctionDetails): Draft {
  if (isOlder(details, draft.base)) return draft
  const theirs = fieldsOf(details)
  const isOurs = sameFields(theirs, fieldsOf(draft.base)) || (draft.sent && sameFields(theirs, draft.sent))
  // Only its status or version moved, or our own deploy is seen before its answer: what was typed stays.
  if (isOurs && details.uid === draft.base.uid) return { ...draft, base: details, theirs: undefined }
  if (!isDirty(draft)) return { ...startDraft(details), sent: draft.sent }
  if (sameFields(draft.fields, theirs)) return { ...startDraft(details), sent: draft.sent }
  return { ...draft, theirs: details }
}

/** Versions are compared only where both are plain numbers, as every API server in use writes them. */
function isOlder(a: FunctionDetails, b: FunctionDetails): boolean {
  if (a.uid !== b.uid || !/^\d+$/.test(a.resourceVersion) || !/^\d+$/.test(b.resourceVersion)) return false
  return BigInt(a.resourceVersion) < BigInt(b.resourceVersion)
}

function newer(a: FunctionDetails, b: FunctionDetails): FunctionDetails {
  return isOlder(b, a) ? a : b
}

function numberIn(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text)
}
