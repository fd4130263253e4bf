/** Works out what has to be started for a container: command, folders, environment, limits. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { PodSurroundings } from './container-worker.ts'
import {
  ConfigError,
  baseEnvironment,
  containerEnvironment,
  expand,
  registryEnvironment,
} from './environment.ts'
import type { Environment } from './environment.ts'
import type { Image } from './images.ts'
import { toRealPaths } from './mounts.ts'
import type { Mount } from './mounts.ts'
import type { NodeContext } from './node-context.ts'
import type { NodeContainer } from './pod-spec.ts'
import type { TreeLimits } from './process-trees.ts'
import { valueOfQuantity } from '../../contract/quantities.ts'
import { mountsOf } from './volumes.ts'

export interface RunPlan {
  /** With real paths, as `env`. */
  argv: string[]
  cwd: string
  env: Environment
  /** What the pod itself says, before paths were replaced. */
  asWritten: { argv: string[]; env: Environment }
  mounts: Mount[]
  mark: string
  limits: TreeLimits
  /** Where the function listens; not for init containers. */
  socketPath?: string
  /** What `terminationMessagePath` stands for. */
  messageFile: string
}

const mebibyte = 1024 * 1024
/** What a container may use when the pod sets no limit. Installing and compiling take more than running. */
const defaultLimits = {
  init: { memoryBytes: 4096 * mebibyte, processes: 512 },
  main: { memoryBytes: 1024 * mebibyte, processes: 64 },
}

/** Makes the folders too. Rejects with `ConfigError`, or as the client does. */
export async function planRun(
  {
    container,
    isInit,
    image,
    around,
  }: { container: NodeContainer; isInit: boolean; image: Image; around: PodSurroundings },
  context: NodeContext,
): Promise<RunPlan> {
  refuseHooks(container)
  const pod = around.pod()
  const home = join(around.folder, 'containers', container.name)
  const temporary = join(around.folder, 'tmp')
  const messageFile = `${home}.message`
  await Promise.all([...[home, temporary].map(makeFolder), rm(messageFile, { force: true })])
  await writeFile(messageFile, '', { mode: 0o600 })
  const messagePath = container.terminationMessagePath ?? '/dev/termination-log'
  const mounts = [...mountsOf(container, around.volumes), { mountPath: messagePath, realPath: messageFile }]
  const written = await containerEnvironment(container, withAddresses(pod, around.podIP), context.client)
  const folders = image.kind === 'program' ? image.folders : []
  const base = {
    ...baseEnvironment(home, temporary, pod.metadata.name, folders),
    ...(isInit ? registryEnvironment(context.folders.caches) : {}),
  }
  const mark = `${context.mark}/${randomBytes(8).toString('hex')}`
  const socketPath = isInit ? undefined : context.sockets.create()
  const values = Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, toRealPaths(value, mounts)]),
  )
  const argv = commandOf(container, image).map((word) => expand(word, written))
  return {
    argv: argv.map((word) => toRealPaths(word, mounts)),
    cwd: await workingFolder(container.workingDir, home, mounts),
    env: {
      ...without(base, written),
      ...values,
      ...(socketPath && { FUNC_SOCKET: socketPath }),
      [markName]: mark,
    },
    asWritten: { argv, env: written },
    mounts,
    mark,
    limits: limitsOf(container, isInit),
    socketPath,
    messageFile,
  }
}

/** The variable by which a process is recognized as this node's. */
export const markName = 'KUBELESS_UI_CONTAINER'

function refuseHooks({ name, lifecycle }: NodeContainer): void {
  const hook = lifecycle?.postStart ? 'postStart' : lifecycle?.preStop ? 'preStop' : undefined
  if (hook)
    throw new ConfigError(
      `container ${name} has a ${hook} hook, which the embedded cluster does not run: leave it out here`,
    )
}

function withAddresses<T extends { status?: object }>(pod: T, podIP: string): T {
  return { ...pod, status: { ...pod.status, podIP, hostIP: '127.0.0.1' } }
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

function commandOf({ name, command, args }: NodeContainer, image: Image): string[] {
  const words = [...(command ?? []), ...(args ?? [])]
  if (words.length > 0) return words
  // As the official images do: the language itself.
  if (image.kind === 'program') return [image.command]
  throw new ConfigError(`container ${name} has no command`)
}

/** Mounted folders are where they are; anything else is a folder of the container's own. */
async function workingFolder(
  path: string | undefined,
  home: string,
  mounts: readonly Mount[],
): Promise<string> {
  if (path === undefined || path === '' || path === '/') return home
  const real = toRealPaths(path, mounts)
  const folder = real !== path && isAbsolute(real) ? real : join(home, join('/', path))
  await makeFolder(folder)
  return folder
}

/** npm and others read a setting in any spelling: the container's own has to be the only one. */
function without(base: Environment, own: Environment): Environment {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  return Object.fromEntries(Object.entries(base).filter(([name]) => !names.has(name.toLowerCase())))
}

function limitsOf({ resources }: NodeContainer, isInit: boolean): TreeLimits {
  const { memoryBytes, processes } = isInit ? defaultLimits.init : defaultLimits.main
  return { memoryBytes: valueOfQuantity(resources?.limits?.['memory'] ?? '') ?? memoryBytes, processes }
}
