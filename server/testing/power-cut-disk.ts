/**
 * A disk in memory that forgets, at a power cut, what a real one may forget: bytes that were not synced,
 * and names whose folder was not. It also counts what is asked of it, so that the cut can come anywhere.
 */
import { dirname, relative } from 'node:path'
import type { Disk } from '../embedded-cluster/api/storage/disk.ts'

export interface PowerCutDisk extends Disk {
  /** How much was asked of it. */
  readonly operations: number
  /** Every file by its path. */
  files(): Map<string, Buffer>
  /** The disk as the next start finds it. Links are gone: locks of a process that is no more. */
  afterPowerCut(random: () => number): PowerCutDisk
}

interface Content {
  live: Buffer
  synced: Buffer
  target?: string
}

/** From the operation after `cutAfter` on, nothing works. */
export function powerCutDisk(cutAfter = Infinity, names: [string, Buffer][] = []): PowerCutDisk {
  const live = new Map<string, Content>(names.map(([path, bytes]) => [path, { live: bytes, synced: bytes }]))
  const durable = new Map(live)
  let operations = 0

  const operate = <T>(operation: () => T): Promise<T> => {
    operations += 1
    return operations > cutAfter
      ? Promise.reject(new Error('the power is cut'))
      : Promise.resolve().then(operation)
  }
  const contentOf = (path: string): Content => live.get(path) ?? fail('ENOENT', path)
  const add = (path: string, content: Content) => {
    if (live.has(path)) fail('EEXIST', path)
    live.set(path, content)
  }

  return {
    get operations() {
      return operations
    },
    makeFolder: () => operate(() => undefined),
    list: (folder) =>
      operate(() =>
        [...live.keys()].map((path) => relative(folder, path)).filter((name) => !name.includes('/')),
      ),
    size: (path) => operate(() => contentOf(path).live.length),
    async *read(path) {
      const { live: bytes } = await operate(() => contentOf(path))
      for (let from = 0; from < bytes.length; from += 100) yield bytes.subarray(from, from + 100)
    },
    async create(path) {
      const content: Content = { live: Buffer.alloc(0), synced: Buffer.alloc(0) }
      await operate(() => add(path, content))
      return {
        append: (bytes) => operate(() => void (content.live = Buffer.concat([content.live, bytes]))),
        sync: () => operate(() => void (content.synced = content.live)),
        truncate: (length) => operate(() => void (content.live = content.live.subarray(0, length))),
        close: () => operate(() => undefined),
      }
    },
    rename: (from, to) =>
      operate(() => {
        live.set(to, contentOf(from))
        live.delete(from)
      }),
    addName: (path, name) => operate(() => add(name, contentOf(path))),
    link: (target, path) =>
      operate(() => add(path, { live: Buffer.alloc(0), synced: Buffer.alloc(0), target })),
    readLink: (path) => operate(() => contentOf(path).target ?? fail('EINVAL', path)),
    remove: (path) => operate(() => void live.delete(path)),
    syncFolder: (folder) =>
      operate(() => {
        for (const path of new Set([...live.keys(), ...durable.keys()])) {
          if (dirname(path) !== folder) continue
          const content = live.get(path)
          if (content) durable.set(path, content)
          else durable.delete(path)
        }
      }),
    files: () => new Map([...live].map(([path, content]) => [path, content.live])),
    afterPowerCut(random) {
      const left: [string, Buffer][] = []
      for (const path of new Set([...live.keys(), ...durable.keys()])) {
        const content = (random() < 0.5 ? live : durable).get(path)
        if (content && content.target === undefined) left.push([path, remains(content, random)])
      }
      return powerCutDisk(Infinity, left)
    },
  }
}

/** What was synced is there; of the rest a part, and where the part is missing perhaps zeros. */
function remains({ live, synced }: Content, random: () => number): Buffer {
  if (live.length <= synced.length) return random() < 0.5 ? live : synced
  const kept = synced.length + Math.floor(random() * (live.length - synced.length + 1))
  const zeros = random() < 0.3 ? Math.floor(random() * (live.length - kept + 1)) : 0
  return Buffer.concat([live.subarray(0, kept), Buffer.alloc(zeros)])
}

function fail(code: string, path: string): never {
  throw Object.assign(new Error(`${code}: ${path}`), { code })
}
