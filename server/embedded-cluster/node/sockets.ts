/** The Unix sockets behind which functions answer: where they are, and the moment one appears. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, watch } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

export interface Sockets {
  /** A path nobody has used before. */
  create(): string
  /** Fulfilled when there is something at `path`, or `signal` aborts. */
  appeared(path: string, signal: AbortSignal): Promise<void>
  remove(path: string): void
  close(): void
}

/** The shortest `sun_path` among the systems we run on, with its final zero, has 104 bytes (macOS). */
const longestPath = 103
const nameBytes = 8
const pollMs = 20

/** In `folder`, or in a temporary one when paths in there would be too long for a socket. */
export function startSockets(folder: string): Sockets {
  const isShort = Buffer.byteLength(join(folder, 'x'.repeat(nameBytes * 2))) <= longestPath
  const place = isShort ? folder : mkdtempSync(join(tmpdir(), 'kui-'))
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const waiting = new Map<string, () => void>()
  const watcher = watchFolder(place, (name) => waiting.get(name)?.())

  return {
    create: () => join(place, randomBytes(nameBytes).toString('hex')),
    async appeared(path, signal) {
      if (existsSync(path) || signal.aborted) return
      const name = basename(path)
      // Only where the system cannot tell us (no inotify watches left).
      const timer = watcher ? undefined : setInterval(() => existsSync(path) && waiting.get(name)?.(), pollMs)
      let stop = () => undefined as void
      await new Promise<void>((resolve) => {
        stop = resolve
        waiting.set(name, resolve)
        signal.addEventListener('abort', stop, { once: true })
        if (existsSync(path)) resolve()
      })
      signal.removeEventListener('abort', stop)
      clearInterval(timer)
      waiting.delete(name)
    },
    remove: (path) => rmSync(path, { force: true }),
    close() {
      watcher?.close()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

function watchFolder(folder: string, onChange: (name: string) => void) {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onChange(name ?? ''))
    watcher.on('error', () => undefined) // Whoever waits is helped by the probes' own pace.
    return watcher
  } catch {
    return undefined
  }
}
