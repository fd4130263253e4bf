/** What a kind's rows are made by, and the few words all of them use. */
import type { ApiObject, Json, JsonObject } from '../json.ts'

export interface Column {
  name: string
  /** Absent: `string`. */
  type?: string
  format?: string
  description?: string
  /** Above 0: only shown by `-o wide`. */
  priority?: number
}

export interface Printer {
  columns: Column[]
  cells(object: ApiObject, now: Date): Json[]
  /** Whether a row stands for something that is over. */
  conditions?(object: ApiObject): JsonObject | undefined
}

export const nameColumn: Column = {
  name: 'Name',
  format: 'name',
  description: 'Name, unique within the namespace.',
}
export const ageColumn: Column = { name: 'Age', description: 'Time since it was created.' }

/** How long ago, e.g. `5m3s`; `<unknown>` when nobody knows. */
export function ageOf(time: Json | undefined, now: Date): string {
  if (typeof time !== 'string' || time === '') return '<unknown>'
  return durationOf(now.getTime() - Date.parse(time))
}

/** A duration as kubectl writes it: two units at most, fewer the longer it is. */
export function durationOf(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 60 * 2) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  if (minutes < 60 * 3) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  if (hours < 24 * 8) return hours % 24 === 0 ? `${days}d` : `${days}d${hours % 24}h`
  if (hours < 24 * 365 * 2) return `${days}d`
  const years = Math.floor(hours / 24 / 365)
  if (hours < 24 * 365 * 8) {
    const rest = days - years * 365
    return rest === 0 ? `${years}y` : `${years}y${rest}d`
  }
  return `${years}y`
}
