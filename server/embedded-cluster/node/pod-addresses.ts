/** Addresses of pods: loopback ones, since nothing of a pod can be reached through the network. They only tell pods apart. */

export interface Addresses {
  /** The one it had before if that is free, else the next. */
  take(uid: string, before?: string): string
  release(uid: string): void
}

const size = 2 ** 16

export function createAddresses(): Addresses {
  const taken = new Map<string, string>()
  let next = 0
  return {
    take(uid, before) {
      const inUse = new Set(taken.values())
      const isOurs = before?.startsWith('127.88.') && !inUse.has(before)
      let address = isOurs ? before : undefined
      for (let tries = 0; address === undefined && tries < size; tries++) {
        next = (next + 1) % size
        const candidate = `127.88.${next >> 8}.${next & 255}`
        if (!inUse.has(candidate) && (next & 255) !== 0) address = candidate
      }
      taken.set(uid, address ?? '127.88.0.0')
      return address ?? '127.88.0.0'
    },
    release: (uid) => void taken.delete(uid),
  }
}
