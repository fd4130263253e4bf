/** What every archive is held to while it is unpacked: it stays in its folder, and it stays small. */
import { createWriteStream } from 'node:fs'
import { link, lstat, mkdir, realpath, rm, stat, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Generous for a function with its packages, small for a disk. */
export const limits = {
  entries: 20_000,
  /** Bytes of all files together. */
  totalBytes: 256 * 1024 * 1024,
  /** How many times its packed size an archive may become; not asked of what is smaller than `freeBytes`. */
  ratio: 100,
  freeBytes: 5 * 1024 * 1024,
  depth: 32,
}

/** An archive that is not unpacked; says why. */
export class ArchiveRefused extends Error {
  override name = 'ArchiveRefused'
}

export interface Unpacking {
  folder(name: string): Promise<void>
  /** `mode` as in the archive; only whether it may be executed is kept. */
  file(name: string, mode: number, content: Readable): Promise<void>
  symbolicLink(name: string, target: string): void
  hardLink(name: string, target: string): void
  /** Makes the links, last of all, so that nothing is ever written through one. */
  finish(): Promise<void>
}

/** Unpacks into `root` what one archive of `packedBytes` holds. */
export async function startUnpacking(root: string, packedBytes: number): Promise<Unpacking> {
  const base = await realpath(root)
  const budget = Math.min(limits.totalBytes, Math.max(limits.freeBytes, packedBytes * limits.ratio))
  const links: { name: string; path: string; target: string; isHard: boolean }[] = []
  let entries = 0
  let bytes = 0

  function pathOf(name: string): string {
    if (++entries > limits.entries)
      throw new ArchiveRefused(`the archive holds more than ${limits.entries} files`)
    return insideOf(base, name)
  }

  async function parentOf(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    if (!isWithin(base, await realpath(dirname(path))))
      throw new ArchiveRefused(`a link leads out of the function's folder: ${relative(base, dirname(path))}`)
  }

  function counted(): Transform {
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length
        if (bytes > budget)
          done(
            new ArchiveRefused(
              `the archive becomes larger than ${Math.floor(budget / 1024 / 1024)} MB when it is unpacked`,
            ),
          )
        else done(null, chunk)
      },
    })
  }

  return {
    async folder(name) {
      const path = pathOf(name)
      await parentOf(path)
      await mkdir(path, { recursive: true })
    },
    async file(name, mode, content) {
      const path = pathOf(name)
      await parentOf(path)
      if (await isFolder(path))
        throw new ArchiveRefused(`the archive holds ${name} as a file and as a folder`)
      await rm(path, { force: true })
      await pipeline(
        content,
        counted(),
        createWriteStream(path, { flags: 'wx', mode: (mode & 0o111) !== 0 ? 0o755 : 0o644 }),
      )
    },
    symbolicLink(name, target) {
      links.push({ name, path: pathOf(name), target, isHard: false })
    },
    hardLink(name, target) {
      links.push({ name, path: pathOf(name), target: insideOf(base, target), isHard: true })
    },
    async finish() {
      for (const { name, path, target, isHard } of links) {
        await parentOf(path)
        if (await isFolder(path))
          throw new ArchiveRefused(`the archive holds ${name} as a link and as a folder`)
        await rm(path, { force: true })
        if (isHard) await link(target, path)
        else await symlink(target, path)
        if (await leadsOut(base, path, target, isHard)) {
          await rm(path, { force: true })
          throw new ArchiveRefused(`the link ${name} leads out of the function's folder`)
        }
      }
    },
  }
}

/** The place of an entry; throws when it would lie elsewhere than under `base`. */
function insideOf(base: string, name: string): string {
  const path = resolve(base, name)
  if (name.includes('\0') || isAbsolute(name) || /^[A-Za-z]:/.test(name) || !isWithin(base, path))
    throw new ArchiveRefused(
      `the archive holds ${JSON.stringify(name)}, which lies outside of the function's folder`,
    )
  if (relative(base, path).split(sep).length > limits.depth)
    throw new ArchiveRefused(`the archive holds folders more than ${limits.depth} deep`)
  return path
}

function isWithin(base: string, path: string): boolean {
  const way = relative(base, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** A link to nothing is judged by its words, any other by where it really ends. */
async function leadsOut(base: string, path: string, target: string, isHard: boolean): Promise<boolean> {
  if (isHard) return !(await stat(path)).isFile()
  if (isAbsolute(target)) return true
  const end = await realpath(path).catch(() => join(dirname(path), target))
  return !isWithin(base, end)
}

async function isFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}
