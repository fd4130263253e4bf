/**
 * The texts of versions that this tab has seen, by their checksum: what answered a call a moment ago may be stored
 * nowhere any more.
 */
import type { FunctionDetails, FunctionRef } from '#contract/functions.ts'

/** A version as far as its text is concerned. */
export type SeenVersion = FunctionRef &
  Pick<FunctionDetails, 'checksum' | 'code' | 'contentType' | 'fileName'>

export interface SeenVersions {
  note(version: SeenVersion): void
  find(ref: FunctionRef, checksum: string): SeenVersion | undefined
}

/** Keeps the newest, at most so many of them and so many characters in all. */
export function rememberVersions(most = 50, mostCharacters = 5_000_000): SeenVersions {
  const versions = new Map<string, SeenVersion>()
  let characters = 0
  const drop = (key: string) => {
    characters -= versions.get(key)?.code.length ?? 0
    versions.delete(key)
  }
  return {
    note({ namespace, name, checksum, code, contentType, fileName }) {
      // An archive is read by the server, and only the one that is stored.
      if (checksum === '' || !contentType.startsWith('text')) return
      const key = keyOf({ namespace, name }, checksum)
      drop(key)
      versions.set(key, { namespace, name, checksum, code, contentType, fileName })
      characters += code.length
      for (const oldest of versions.keys()) {
        if (versions.size <= most && characters <= mostCharacters) break
        drop(oldest)
      }
    },
    find: (ref, checksum) => versions.get(keyOf(ref, checksum)),
  }
}

function keyOf({ namespace, name }: FunctionRef, checksum: string): string {
  return `${namespace}/${name} ${checksum}`
}
