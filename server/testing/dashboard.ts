/** Starts the built dashboard as `npm start` does, with a data folder of its own, and speaks its API. */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Dashboard {
  /** Ends in a slash. */
  url: string
  /** The access token; empty where there is none. */
  token: string
  dataDir: string
  pid: number
  /** Asks the API as a program does, with the access token; rejects with the answer's text when refused. */
  ask<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer>
  /** Everything the process wrote to stderr so far. */
  errors(): string
  /** Kills the process as a power cut would. */
  kill(): Promise<void>
  close(): Promise<void>
}

const program = join(import.meta.dirname, '..', '..', 'dist', 'main.js')

/** With `dataDir`, the dashboard goes on where another one stopped. */
export async function startDashboard(
  options: { dataDir?: string; env?: Record<string, string> } = {},
): Promise<Dashboard> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'kui-')))
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, BROWSER: 'none', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-100_000)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const ready = /^Kubeless UI is ready at (\S+)$/.exec(line)
      if (ready?.[1]) resolve(ready[1])
    })
    void ended.then(() => reject(new Error(`The dashboard ended before it was ready:\n${stderr}`)))
  })
  // Where people come with other tokens there is none.
  const token = (await readFile(join(dataDir, 'token'), 'utf8').catch(() => '')).trim()

  return {
    url,
    token,
    dataDir,
    pid: child.pid ?? 0,
    errors: () => stderr,
    async ask<Answer>(method: string, path: string, body?: unknown) {
      const answer = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return (text === '' ? undefined : JSON.parse(text)) as Answer
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    async close() {
      child.kill('SIGTERM')
      await ended
      if (!options.dataDir) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
