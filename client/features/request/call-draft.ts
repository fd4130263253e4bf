/** A call as it is being composed, and how it is kept for each function. Pure but for the storage it is given. */
import { invocationMethods } from '#contract/invocations.ts'
import type { InvocationMethod, InvocationRequest } from '#contract/invocations.ts'
import type { FunctionRef } from '#contract/functions.ts'

/** What the fields of the request panel hold. */
export interface CallDraft {
  method: InvocationMethod
  path: string
  headers: HeaderRow[]
  bodyType: BodyType
  body: string
}

export interface HeaderRow {
  name: string
  value: string
}

export type BodyType = 'json' | 'text'

/** Where calls are kept: `sessionStorage`. */
export type CallStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * The content type we send. Exactly these: Python, Ruby and PHP functions get parsed JSON only from the
 * bare type, without `; charset`. Text is `text/plain` and not the form type of the old clients, because
 * that is what it is, and every shim hands on the same bytes for either.
 */
export const contentTypes: Record<BodyType, string> = { json: 'application/json', text: 'text/plain' }

/** GET and HEAD carry no body; what was typed is kept for the next POST. */
export function takesBody(method: InvocationMethod): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

/** How long a call waits for a rollout: longer than a deploy takes, shorter than patience. */
export const waitMs = 30_000

/** What is sent. A content type typed by hand counts before ours. */
export function requestOf({ method, path, headers, bodyType, body }: CallDraft): InvocationRequest {
  const own = headers.map(({ name, value }) => [name.trim(), value] as const).filter(([name]) => name !== '')
  const request = { method, path: path.trim() === '' ? '/' : path.trim(), waitMs }
  if (!takesBody(method)) return { ...request, headers: Object.fromEntries(own) }
  const hasType = own.some(([name]) => name.toLowerCase() === 'content-type')
  const typed = hasType || body === '' ? own : [['content-type', contentTypes[bodyType]] as const, ...own]
  return { ...request, headers: Object.fromEntries(typed), body }
}

/** A call nobody has composed yet: harmless, and any function answers it. */
export const firstCall: CallDraft = { method: 'GET', path: '/', headers: [], bodyType: 'json', body: '' }

/** The call last composed for this function in this tab, else the one its sample suggests, else `firstCall`. */
export function loadCall(storage: CallStorage, ref: FunctionRef): CallDraft {
  const kept = parseCall(read(storage, callKey(ref)))
  if (kept) return kept
  const suggested = parseCall(read(storage, firstRequestKey(ref)))
  return suggested ?? firstCall
}

export function saveCall(storage: CallStorage, ref: FunctionRef, call: CallDraft): void {
  try {
    storage.setItem(callKey(ref), JSON.stringify(call))
  } catch {
    // Storage is full or forbidden: the call then lives as long as the page.
  }
}

/** Where the create dialog leaves the first request of a sample: `{ method, type, body }`. */
export function firstRequestKey({ namespace, name }: FunctionRef): string {
  return `kui:first-request:${namespace}/${name}`
}

/** A call out of a storage, whatever wrote it; absent when nothing of it can be used. */
export function parseCall(text: string | null): CallDraft | undefined {
  let value: unknown
  try {
    value = JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { method, path, headers, bodyType, type, body } = value as Record<string, unknown>
  return {
    method: invocationMethods.find((known) => known === method) ?? firstCall.method,
    path: typeof path === 'string' ? path : firstCall.path,
    headers: Array.isArray(headers) ? headers.filter(isHeaderRow) : [],
    bodyType: (bodyType ?? type) === 'text' ? 'text' : 'json',
    body: typeof body === 'string' ? body : '',
  }
}

function isHeaderRow(row: unknown): row is HeaderRow {
  const { name, value } = (row ?? {}) as Partial<HeaderRow>
  return typeof name === 'string' && typeof value === 'string'
}

function callKey({ namespace, name }: FunctionRef): string {
  return `kui:call:${namespace}/${name}`
}

function read(storage: CallStorage, key: string): string | null {
  try {
    return storage.getItem(key)
  } catch {
    return null
  }
}
