/** The recordings of real API servers, one JSON line each, in `recordings/`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../json.ts'

export interface Recording {
  /** File of the recordings and name, e.g. `1.36-2-crud/002-cm-create`. */
  id: string
  /** `admin`, `jane`, `anon`, `badtoken`; empty: as the Authorization header describes. */
  user: string
  /** Nothing when it is left out. */
  exchanges: Exchange[]
}

export interface Exchange {
  request: { method: string; path: string; headers: Record<string, string>; body?: string }
  response: RecordedAnswer
}

export interface RecordedAnswer {
  status: number
  headers: [string, string][]
  json?: Json
  /** Events of a watch. */
  lines?: Json[]
  text?: string
}

export const files = [
  '1.36-1-discovery-auth',
  '1.36-2-crud',
  '1.36-3-crd',
  '1.36-4-watch',
  '1.36-5-pods-proxy-logs',
  '1.36-7-extras',
  '1.36-8-restart',
  '1.21',
]

export function readRecordings(): Recording[] {
  return files.flatMap((file) =>
    readFileSync(join(import.meta.dirname, '..', 'recordings', `${file}.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const {
          name,
          user,
          exchanges = [],
        } = JSON.parse(line) as { name: string; user: string; exchanges?: Exchange[] }
        return { id: `${file}/${name}`, user, exchanges }
      }),
  )
}
