/**
 * The Serverless Framework with its Kubeless plugin, as people install them: apart from our own dependencies, once,
 * and run unchanged against a cluster by its kubeconfig.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/** The last major that speaks to the plugin: 3 runs none of its hooks, 4 asks for an account. */
const packages = ['serverless@2.72.4', 'serverless-kubeless@0.4.4']
/** Outlives `node_modules`, which is made anew more often than these change. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kubeless-ui', 'serverless-2')
const installMs = 8 * 60_000
const commandMs = 200_000

export interface Ran {
  code: number
  /** stdout and stderr, as they came. */
  output: string
}

/** Fulfilled with why not, when the registry cannot be reached; rejects when installing fails for another reason. */
export async function installServerless(): Promise<string | undefined> {
  if (existsSync(cache)) return undefined
  const fresh = `${cache}-${process.pid}`
  await mkdir(fresh, { recursive: true })
  try {
    await writeFile(join(fresh, 'package.json'), '{ "private": true }\n')
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', '--prefer-offline']
    const { code, output } = await run(npm, ['install', ...flags, ...packages], {
      cwd: fresh,
      timeoutMs: installMs,
    })
    if (code !== 0 && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output))
      return 'the npm registry cannot be reached'
    if (code !== 0)
      throw new Error(`npm could not install ${packages.join(' and ')}:\n${output.slice(-2000)}`)
    // Another run may have been quicker; then its copy is as good.
    await rename(fresh, cache).catch(() => undefined)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return undefined
}

export interface ServerlessProject {
  serverless(...args: string[]): Promise<Ran>
  /**
   * `serverless deploy -v`. The plugin gives up when it sees no pod for ten seconds, which a busy machine may need;
   * then, as a person would, it is done again with `--force`.
   */
  deploy(): Promise<Ran>
  close(): Promise<void>
}

/** A project in a folder of its own, with the files of `from` and this `serverless.yml`. */
export async function aProject(options: {
  from: string
  yaml: string
  kubeconfig: string
}): Promise<ServerlessProject> {
  const folder = await mkdtemp(join(tmpdir(), 'kui-serverless-'))
  await cp(options.from, folder, { recursive: true })
  await writeFile(join(folder, 'serverless.yml'), options.yaml)
  await symlink(join(cache, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const program = join(cache, 'node_modules', 'serverless', 'bin', 'serverless.js')
  const env = {
    KUBECONFIG: options.kubeconfig,
    HOME: folder,
    CI: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
    SLS_TRACKING_DISABLED: '1',
  }
  const serverless = (...args: string[]) =>
    run(process.execPath, [program, ...args], { cwd: folder, timeoutMs: commandMs, env })
  return {
    serverless,
    async deploy() {
      let ran = await serverless('deploy', '-v')
      for (let again = 0; again < 3 && ran.output.includes('Giving up'); again++)
        ran = await serverless('deploy', '-v', '--force')
      return ran
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

function run(
  program: string,
  args: string[],
  { cwd, timeoutMs, env }: { cwd: string; timeoutMs: number; env?: Record<string, string> },
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    let output = ''
    const take = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-200_000))
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, output }))
  })
}
