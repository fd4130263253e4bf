/** What the storage asks of a file system, so that tests can make each of these fail. */
import { constants, createReadStream } from 'node:fs'
import {
  chmod,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'

export interface Disk {
  /** Makes the folder and those above it, readable by nobody else. */
  makeFolder: (path: string) => Promise<void>
  /** Names in the folder. */
  list: (folder: string) => Promise<string[]>
  /** In bytes. */
  size: (path: string) => Promise<number>
  /** The file from its beginning, in pieces. */
  read: (path: string) => AsyncIterable<Buffer>
  /** Makes a new file, readable by nobody else; fails when there is one. */
  create: (path: string) => Promise<DiskFile>
  rename: (from: string, to: string) => Promise<void>
  /** A second name for the same file. */
  addName: (path: string, name: string) => Promise<void>
  /** A symbolic link; fails when the name is taken. */
  link: (target: string, path: string) => Promise<void>
  readLink: (path: string) => Promise<string>
  /** That there is no such file is fine. */
  remove: (path: string) => Promise<void>
  /** Makes new, renamed and removed names in the folder survive a power cut. */
  syncFolder: (path: string) => Promise<void>
}

/** A file that only grows, and is cut back when growing failed. */
export interface DiskFile {
  append(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

const pieceBytes = 1024 * 1024

export const nodeDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await chmod(path, 0o700).catch(() => undefined) // One that belongs to somebody else; its files are still closed.
  },
  list: (folder) => readdir(folder),
  size: async (path) => (await stat(path)).size,
  read: (path): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: pieceBytes }),
  async create(path) {
    const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants
    const file = await open(path, O_APPEND | O_CREAT | O_EXCL | O_WRONLY, 0o600)
    return {
      append: (bytes) => file.appendFile(bytes),
      sync: () => file.datasync(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    }
  },
  rename,
  // Not every file system gives a file two names.
  addName: (path, name) => link(path, name).catch(() => copyFile(path, name, constants.COPYFILE_EXCL)),
  link: (target, path) => symlink(target, path),
  readLink: (path) => readlink(path),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    const folder = await open(path, constants.O_RDONLY)
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
}
