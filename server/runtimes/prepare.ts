/**
 * The first step of a function's pod: brings its code, its dependency file and its shim into the pod's folder.
 * Run by our image in a cluster (prepare-main.ts), and by the embedded cluster's node in its own process.
 */
import { createHash } from 'node:crypto'
import { cp, lstat, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runtimeImages } from './catalog.ts'
import { download } from './download.ts'
import { unpackTar } from './unpack-tar.ts'
import { unpackZip } from './unpack-zip.ts'

/** The variables a `prepare` container is given; README.md lists them. */
export type PrepareEnv = Record<string, string | undefined>

/** A failure whose message says what is wrong with the function, for the container's log. */
export class PrepareFailed extends Error {
  override name = 'PrepareFailed'
}

/**
 * Fills `KUBELESS_INSTALL_VOLUME`. `shimsDir` holds one folder per language. Rejects with an error whose message is
 * what the log of the container should say.
 */
export async function prepare(env: PrepareEnv, shimsDir: string): Promise<void> {
  const job = readJob(env)
  await mkdir(job.volume, { recursive: true })
  const code = await readCode(job)
  compareChecksum(code, job.checksum)
  await placeCode(code, job)
  await placeDeps(job)
  await placeShim(job, shimsDir)
}

interface Job {
  volume: string
  source: string
  /** Key of the ConfigMap that holds the code. */
  file: string
  contentType: string
  checksum: string
  /** Empty: the runtime takes no dependencies. */
  depsFile: string
  /** The runtime without its version, e.g. `python`. */
  language: string
}

const isKey = /^[-._a-zA-Z0-9]+$/

function readJob(env: PrepareEnv): Job {
  const needed = (name: string) => {
    const value = env[name]
    if (value) return value
    throw new PrepareFailed(`the variable ${name} is not set`)
  }
  const file = needed('FUNC_FILE')
  const depsFile = env.FUNC_DEPS_FILE ?? ''
  for (const name of [file, depsFile])
    if (name !== '' && (!isKey.test(name) || /^\.+$/.test(name)))
      throw new PrepareFailed(`${JSON.stringify(name)} cannot be the name of a file`)
  return {
    volume: needed('KUBELESS_INSTALL_VOLUME'),
    source: needed('KUBELESS_SOURCE'),
    file,
    contentType: env.FUNC_CONTENT_TYPE ?? '',
    checksum: env.FUNC_CHECKSUM ?? '',
    depsFile,
    language: /^[a-zA-Z_-]*/.exec(env.FUNC_RUNTIME ?? '')?.[0] ?? '',
  }
}

/** The bytes that the checksum is about: decoded or downloaded, not unpacked. Tested in upstream's order. */
async function readCode({ source, file, contentType }: Job): Promise<Buffer> {
  const stored = await readFile(join(source, file))
  if (contentType.includes('base64')) return decodeBase64(stored.toString('latin1'))
  if (contentType.includes('url')) return download(stored.toString('utf8').trim())
  if (contentType === '' || contentType.includes('text')) return stored
  throw new PrepareFailed(`the content type ${contentType} is not one that functions have`)
}

function decodeBase64(text: string): Buffer {
  const plain = text.replace(/[\r\n]+/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(plain) || plain.length % 4 !== 0)
    throw new PrepareFailed('base64: invalid input')
  return Buffer.from(plain, 'base64')
}

function compareChecksum(code: Buffer, wanted: string): void {
  if (wanted === '') return
  const [algorithm, expected] = wanted.split(':')
  if (algorithm !== 'sha256' || expected === undefined)
    throw new PrepareFailed(
      `the checksum ${wanted} cannot be compared: it has to be sha256: and 64 hexadecimal digits`,
    )
  const actual = createHash('sha256').update(code).digest('hex')
  if (actual !== expected.toLowerCase())
    throw new PrepareFailed(
      `the checksum differs: sha256:${expected} was stored, sha256:${actual} is what came`,
    )
}

async function placeCode(code: Buffer, job: Job): Promise<void> {
  const { contentType, volume } = job
  if (contentType.includes('zip')) return unpackZip(code, volume)
  if (contentType.includes('compressedtar')) return unpackTar(code, volume)
  await place(join(volume, fileNameOf(job)), code)
}

/** With the suffix, which upstream leaves out for content types such as `text+deps` and then finds no module. */
function fileNameOf({ file, language }: Job): string {
  const suffix = runtimeImages.find(({ ID }) => ID === language)?.fileNameSuffix ?? ''
  return file.endsWith(suffix) ? file : file + suffix
}

/**
 * The dependency file of the ConfigMap, unless the code brings its own (`+deps`). An empty one is left out: it would
 * only hide the one in an archive, and no `package.json` and no `go.mod` may be empty.
 */
async function placeDeps({ depsFile, contentType, source, volume }: Job): Promise<void> {
  if (depsFile === '' || contentType.includes('deps')) return
  const deps = await readFile(join(source, depsFile))
  if (deps.toString('utf8').trim() !== '') await place(join(volume, depsFile), deps)
}

/** Nothing for a language without a shim: its image starts by itself, as upstream's do. */
async function placeShim({ language, volume }: Job, shimsDir: string): Promise<void> {
  const from = join(shimsDir, language)
  if (language === '' || !(await isFolder(from))) return
  const to = join(volume, '.shim')
  await rm(to, { recursive: true, force: true })
  await mkdir(to, { recursive: true })
  for (const name of await readdir(from))
    if (name.startsWith('shim')) await cp(join(from, name), join(to, name))
}

async function isFolder(path: string): Promise<boolean> {
  const stat = await lstat(path).catch(() => undefined)
  return stat?.isDirectory() ?? false
}

/** Never writes through a link that an archive has put there. */
async function place(path: string, content: Buffer): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await writeFile(path, content, { flag: 'wx', mode: 0o644 })
}
