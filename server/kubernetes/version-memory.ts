/**
 * Which versions of a function say the same. A controller that adds its finalizer makes a new version
 * of something nobody changed; whoever began to edit before that is not to be told of a conflict.
 */
import type { ObjectMeta } from '../functions/objects.ts'

export interface VersionMemory {
  remember(metadata: ObjectMeta, fingerprint: string): void
  /** Undefined when that version of that very object was never seen, or too long ago. */
  fingerprintOf(metadata: ObjectMeta, resourceVersion: string): string | undefined
}

export function startVersionMemory(most = 50_000): VersionMemory {
  const fingerprints = new Map<string, string>()
  const keyOf = (uid: string | undefined, resourceVersion: string | undefined) => `${uid} ${resourceVersion}`
  return {
    remember({ uid, resourceVersion }, fingerprint) {
      fingerprints.set(keyOf(uid, resourceVersion), fingerprint)
      if (fingerprints.size <= most) return
      for (const oldest of fingerprints.keys()) {
        fingerprints.delete(oldest)
        break
      }
    },
    fingerprintOf: ({ uid }, resourceVersion) => fingerprints.get(keyOf(uid, resourceVersion)),
  }
}
