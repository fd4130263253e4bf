/** The last calls of a function in this tab, newest first. Pure but for the storage it is given. */
import type { FunctionRef } from '#contract/functions.ts'
import { parseCall } from './call-draft.ts'
import type { CallDraft, CallStorage } from './call-draft.ts'

/** A call that was made. */
export interface PastCall {
  call: CallDraft
  /** ISO 8601. */
  at: string
  /** What the function answered; absent when it was not reached. */
  status?: number
  durationMs?: number
}

/** So many are kept. */
export const historyLength = 10

export function remember(history: readonly PastCall[], past: PastCall): PastCall[] {
  return [past, ...history].slice(0, historyLength)
}

export function loadHistory(storage: CallStorage, ref: FunctionRef): PastCall[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(ref)) ?? '[]')
    return Array.isArray(kept) ? kept.flatMap(parsePast).slice(0, historyLength) : []
  } catch {
    return []
  }
}

export function saveHistory(storage: CallStorage, ref: FunctionRef, history: readonly PastCall[]): void {
  try {
    storage.setItem(keyOf(ref), JSON.stringify(history))
  } catch {
    // Storage is full or forbidden: the history then lives as long as the page.
  }
}

function parsePast(value: unknown): PastCall[] {
  const { call, at, status, durationMs } = (value ?? {}) as Partial<PastCall>
  const parsed = parseCall(JSON.stringify(call ?? null))
  if (!parsed || typeof at !== 'string') return []
  return [
    {
      call: parsed,
      at,
      status: typeof status === 'number' ? status : undefined,
      durationMs: typeof durationMs === 'number' ? durationMs : undefined,
    },
  ]
}

function keyOf({ namespace, name }: FunctionRef): string {
  return `kui:calls:${namespace}/${name}`
}
