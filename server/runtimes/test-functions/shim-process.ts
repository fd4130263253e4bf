/** Starts a shim as a pod does: prepare, compile, run; and calls it through its socket. */
import { execFile, execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { runtimeImages } from '../catalog.ts'
import { prepare } from '../prepare.ts'
import type { PhaseImage } from '../runtime-images.ts'
import type { LanguageUnderTest } from './languages.ts'

export interface ShimCall {
  method?: string
  path?: string
  headers?: Record<string, string>
  /** A list is sent in chunks. */
  body?: string | string[]
}

export interface ShimAnswer {
  status: number
  headers: Record<string, string | undefined>
  bytes: Buffer
  text: string
}

export interface Shim {
  handler: string
  call(request: ShimCall): Promise<ShimAnswer>
  /** Makes a call and waits until what is logged from then on matches. */
  watched(request: ShimCall, until: RegExp): Promise<{ answer: ShimAnswer; log: string }>
  /** Waits until the log matches. */
  saw(pattern: RegExp): Promise<void>
  /** Ends every `?do=wait`. */
  letGo(): Promise<void>
  /** Tells it to stop; its exit code. */
  stop(): Promise<number | null>
}

interface Options {
  code?: string
  handler?: string
  /** Seconds. */
  timeout?: string
}

export async function startShim(language: LanguageUnderTest, options: Options = {}): Promise<Shim> {
  const pod = await startPod(language, options)
  const call = (request: ShimCall) => callThrough(pod.socket, request)
  const isUp = call({ path: '/healthz' }).catch(() => undefined)
  for (
    let answer = await isUp;
    answer?.status !== 200;
    answer = await call({ path: '/healthz' }).catch(() => undefined)
  ) {
    if (pod.process.exitCode !== null) throw new Error(`The shim of ${language.id} ended:\n${pod.log()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return {
    handler: pod.handler,
    call,
    async watched(request, until) {
      const before = pod.log().length
      const answer = await call(request)
      await pod.logged(() => until.test(pod.log().slice(before)))
      return { answer, log: pod.log().slice(before) }
    },
    saw: (pattern) => pod.logged(() => pattern.test(pod.log())),
    letGo: () => writeFile(join(pod.volume, 'go'), ''),
    async stop() {
      pod.process.kill('SIGTERM')
      const code = await pod.ended
      await rm(pod.folder, { recursive: true, force: true })
      return code
    },
  }
}

/** For code that does not get so far as to listen. */
export async function startShimThatFails(
  language: LanguageUnderTest,
  options: Options,
): Promise<{ code: number | null; log: string }> {
  const pod = await startPod(language, options)
  const code = await pod.ended
  await rm(pod.folder, { recursive: true, force: true })
  return { code, log: pod.log() }
}

/** Where the Python behind a version manager's slow stand-in is. */
function pythonFolder(): string {
  python ??= dirname(
    execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim(),
  )
  return python
}
let python: string | undefined

async function startPod(language: LanguageUnderTest, options: Options) {
  const folder = await mkdtemp(join(tmpdir(), 'shim-'))
  const volume = join(folder, 'kubeless')
  const handler = options.handler ?? language.handler
  await writeFile(join(folder, language.file), options.code ?? language.code)
  await prepare(
    {
      KUBELESS_INSTALL_VOLUME: volume,
      KUBELESS_SOURCE: folder,
      FUNC_RUNTIME: `${language.id}1.0`,
      FUNC_FILE: language.file,
    },
    fileURLToPath(new URL('..', import.meta.url)),
  )
  const socket = join(folder, 'socket')
  const env = {
    PATH: `${language.id === 'python' ? `${pythonFolder()}:` : ''}${process.env.PATH}`,
    HOME: process.env.HOME,
    KUBELESS_INSTALL_VOLUME: volume,
    KUBELESS_FUNC_NAME: handler,
    FUNC_HANDLER: handler,
    MOD_NAME: 'handler',
    FUNC_TIMEOUT: options.timeout ?? '60',
    FUNC_RUNTIME: 'some1.0',
    FUNC_MEMORY_LIMIT: '128Mi',
    FUNC_SOCKET: socket,
    FUNC_CHECKSUM: 'sha256:abc',
    HOSTNAME: 'pod-1',
    REQ_MB_LIMIT: '6',
    FUNC_MEMFILE_MAX: String(6 * 1024 * 1024),
  }
  const compiled = await compile(phaseOf(language.id, 'compilation'), env, volume)
  const phase = phaseOf(language.id, 'runtime')
  const child = compiled
    ? spawn('sh', ['-c', 'printf %s "$TEXT" >&2; exit 1'], {
        env: { TEXT: compiled },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    : spawn('sh', ['-c', phase?.command ?? 'exit 1'], {
        env: { ...env, ...expanded(phase, volume) },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
  return { ...followed(child), folder, volume, socket, handler, process: child }
}

function followed(child: ChildProcess) {
  let log = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      log += text
      for (const check of waiting) check()
    })
  return {
    log: () => log,
    ended: new Promise<number | null>((resolve) => child.on('close', resolve)),
    logged: (isThere: () => boolean) =>
      new Promise<void>((resolve) => {
        const check = () => {
          if (!isThere()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }
}

/** What the compiler says when it refuses the code. */
async function compile(
  phase: PhaseImage | undefined,
  env: NodeJS.ProcessEnv,
  volume: string,
): Promise<string> {
  if (!phase?.command) return ''
  try {
    await promisify(execFile)('sh', ['-c', phase.command], {
      cwd: volume,
      env: { ...env, ...expanded(phase, volume) },
    })
    return ''
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  }
}

function phaseOf(id: string, phase: PhaseImage['phase']): PhaseImage | undefined {
  return runtimeImages.find(({ ID }) => ID === id)?.versions[0]?.images.find((image) => image.phase === phase)
}

function expanded(phase: PhaseImage | undefined, volume: string): Record<string, string> {
  const env = Object.entries(phase?.env ?? {})
  return Object.fromEntries(
    env.map(([name, value]) => [name, value.replaceAll('$(KUBELESS_INSTALL_VOLUME)', volume)]),
  )
}

function callThrough(
  socketPath: string,
  { method = 'GET', path = '/', headers = {}, body }: ShimCall,
): Promise<ShimAnswer> {
  return new Promise((resolve, reject) => {
    const parts = body === undefined ? [] : [body].flat()
    const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {}
    const request = http.request(
      { socketPath, method, path, headers: { ...length, ...headers }, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const flat = Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, value?.toString()]),
          )
          resolve({ status: response.statusCode ?? 0, headers: flat, bytes, text: bytes.toString('utf8') })
        })
      },
    )
    request.on('error', reject)
    for (const part of parts) request.write(part)
    request.end()
  })
}
