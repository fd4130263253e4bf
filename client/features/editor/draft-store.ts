/**
 * The drafts of this tab, by function. They outlive the page that shows them: switching to another
 * function and a session that ends lose nothing, and a reload finds them again.
 */
import { changeDraft, isDirty, startDraft } from './draft.ts'
import type { Draft, DraftAction } from './draft.ts'
import type { FunctionDetails, FunctionRef } from '#contract/functions.ts'

/** Where drafts survive a reload: `sessionStorage`, or nothing. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface DraftStore {
  get(ref: FunctionRef): Draft | undefined
  /** The draft of this function; started from `details` when there is none, else told of them. */
  follow(details: FunctionDetails): void
  dispatch(ref: FunctionRef, action: DraftAction): void
  /** Forgets the draft, e.g. since the function is gone. */
  forget(ref: FunctionRef): void
  /** Whether there are unsaved changes to it. */
  hasChanges(ref: FunctionRef): boolean
  subscribe: (listener: () => void) => () => void
}

/**
 * `storage`: of this tab, so that two tabs do not fight over one draft. `lasting`: outlives the tab; the draft
 * changed last is found there by whichever tab comes next.
 */
export function createDraftStore(
  storage?: DraftStorage,
  lasting?: DraftStorage,
  now = () => new Date().toISOString(),
): DraftStore {
  const drafts = new Map<string, Draft>()
  const listeners = new Set<() => void>()

  /** Drafts in `lasting` that are this tab's; another tab's must not go when this one has nothing to keep. */
  const ours = new Set<string>()

  const get = (ref: FunctionRef): Draft | undefined => {
    const key = keyOf(ref)
    const known = drafts.get(key) ?? restore(storage, key) ?? restore(lasting, key)
    if (known && !drafts.has(key)) {
      drafts.set(key, known)
      ours.add(key)
    }
    return known
  }

  const put = (ref: FunctionRef, draft: Draft) => {
    const key = keyOf(ref)
    drafts.set(key, draft)
    if (isDirty(draft)) {
      ours.add(key)
      const kept = { base: draft.base, fields: draft.fields, at: now() }
      for (const place of [storage, lasting]) keep(place, key, kept)
    } else drop(key)
    tell()
  }

  const drop = (key: string) => {
    keep(storage, key, undefined)
    if (ours.delete(key)) keep(lasting, key, undefined)
  }
  const tell = () => {
    for (const listener of listeners) listener()
  }

  return {
    get,
    follow(details) {
      const known = get(details)
      const next = known ? changeDraft(known, { type: 'live', details }) : startDraft(details)
      if (next !== known) put(details, next)
    },
    dispatch(ref, action) {
      const known = get(ref)
      if (known) put(ref, changeDraft(known, action))
    },
    forget(ref) {
      drafts.delete(keyOf(ref))
      drop(keyOf(ref))
      tell()
    },
    hasChanges(ref) {
      const known = get(ref)
      return known !== undefined && isDirty(known)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function keyOf({ namespace, name }: FunctionRef): string {
  return `kui:draft:${namespace}/${name}`
}

function restore(storage: DraftStorage | undefined, key: string): Draft | undefined {
  try {
    const text = storage?.getItem(key)
    if (!text) return undefined
    const { base, fields, at } = JSON.parse(text) as Kept
    // Written by us alone; a shape of an older version of ours is dropped rather than shown half.
    return typeof base.uid === 'string' && typeof fields.code === 'string' && Array.isArray(fields.files)
      ? { base, fields, restoredFrom: at }
      : undefined
  } catch {
    return undefined
  }
}

interface Kept extends Pick<Draft, 'base' | 'fields'> {
  /** ISO 8601. */
  at?: string
}

function keep(storage: DraftStorage | undefined, key: string, draft: Kept | undefined): void {
  try {
    if (draft) storage?.setItem(key, JSON.stringify(draft))
    else storage?.removeItem(key)
  } catch {
    // Storage is full or forbidden: the draft then lives as long as the tab.
  }
}
