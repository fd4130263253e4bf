/** A storage that forgets: for tests of the API alone. */
import type { Storage } from '../storage/storage.ts'

/** Keeps nothing beyond the process. */
export function memoryStorage(): Storage {
  return {
    objects: new Map(),
    resourceVersion: 0,
    write: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
