/**
 * Everything a container has started, however far it ran from its parent: by parentage, process group, session, and
 * a mark in the environment. Looks a few times a second whether a tree has grown too large, and ends whole trees.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { hasInEnvironment, hasProc, listProcesses, proportionalBytes, readProcess } from './process-list.ts'
import type { ProcessInfo } from './process-list.ts'

export interface TreeLimits {
  memoryBytes: number
  processes: number
}

/** Why a tree had to be ended. */
export interface Excess {
  of: 'memory' | 'processes'
  used: number
  limit: number
}

export interface ProcessTree {
  /** Kills every process of it. Fulfilled with whether none is left, at the latest after `killTimeoutMs`. */
  kill(): Promise<boolean>
}

export interface ProcessTrees {
  /**
   * Watches the tree under `pid`, the leader of a session of its own, whose processes carry `mark` in their environment.
   * After `onExcess` nobody looks at its size any more.
   */
  add(pid: number, mark: string, limits: TreeLimits, onExcess: (excess: Excess) => void): ProcessTree
  close(): void
}

interface Tree {
  pid: number
  mark: string
  limits: TreeLimits
  startedAt: number
  /** By pid, so that a number that is used again is not taken for the same process. */
  members: Map<number, ProcessInfo>
  onExcess?: (excess: Excess) => void
}

const lookMs = hasProc ? 250 : 1_000
/** When a tree is half way to a limit. */
const closeLookMs = hasProc ? 50 : 500
/** Numbers of processes are used again: so often all of them are looked at anew. */
const forgetMs = 5_000
const killTimeoutMs = 5_000

export function startProcessTrees(): ProcessTrees {
  const trees = new Set<Tree>()
  /** Processes known to be nobody's of ours. */
  let strangers = new Set<number>()
  let forgetAt = Date.now() + forgetMs
  let timer: NodeJS.Timeout | undefined

  const look = async () => {
    if (Date.now() >= forgetAt) {
      strangers = new Set()
      forgetAt = Date.now() + forgetMs
    }
    assign(await listProcesses((pid) => strangers.has(pid)))
  }

  const assign = (processes: ProcessInfo[]) => {
    const before = new Map([...trees].map((tree) => [tree, tree.members]))
    for (const tree of trees) tree.members = new Map()
    let open = processes
    // Parents mostly come before their children, but numbers start over.
    for (let isNew = true; isNew && open.length > 0;) {
      const rest: ProcessInfo[] = []
      for (const info of open) {
        const tree = [...trees].find((candidate) => belongs(info, candidate, before.get(candidate)))
        if (tree) tree.members.set(info.pid, info)
        else rest.push(info)
      }
      isNew = rest.length < open.length
      open = rest
    }
    for (const info of open) {
      const tree = hasProc ? findByMark(info, trees) : undefined
      if (tree) tree.members.set(info.pid, info)
      else strangers.add(info.pid)
    }
  }

  const watch = async () => {
    timer = undefined
    await look()
    const isClose = [...trees].map(check).includes(true)
    schedule(isClose ? closeLookMs : lookMs)
  }

  const schedule = (ms: number) => {
    if (trees.size === 0) return
    timer ??= setTimeout(() => void watch(), ms).unref()
  }

  return {
    add(pid, mark, limits, onExcess) {
      const startedAt = hasProc ? (readProcess(pid)?.startedAt ?? 0) : 0
      const tree: Tree = { pid, mark, limits, startedAt, members: new Map(), onExcess }
      trees.add(tree)
      strangers.delete(pid)
      schedule(closeLookMs)
      return {
        async kill() {
          tree.onExcess = undefined
          strangers = new Set()
          const isGone = await killAll(tree, look)
          trees.delete(tree)
          return isGone
        },
      }
    },
    close() {
      trees.clear()
      clearTimeout(timer)
    },
  }
}

function belongs(info: ProcessInfo, tree: Tree, before: Map<number, ProcessInfo> | undefined): boolean {
  if (info.pid === tree.pid || info.group === tree.pid || info.session === tree.pid) return true
  if (tree.members.has(info.parent)) return true
  return before?.get(info.pid)?.startedAt === info.startedAt && before.has(info.pid)
}

/** Whoever left parent, group and session still has the environment it was born with. */
function findByMark(info: ProcessInfo, trees: ReadonlySet<Tree>): Tree | undefined {
  const young = [...trees].filter(({ startedAt }) => info.startedAt >= startedAt)
  return young.find(({ mark }) => hasInEnvironment(info.pid, mark))
}

/** Whether the tree is more than half way to a limit; tells when it is past one. */
function check(tree: Tree): boolean {
  const { limits, members, onExcess } = tree
  if (!onExcess) return false
  const memory = [...members.values()].reduce((sum, { rssBytes }) => sum + rssBytes, 0)
  const excess = excessOf(tree, memory)
  if (excess) {
    tree.onExcess = undefined
    onExcess(excess)
  }
  return memory > limits.memoryBytes / 2 || members.size > limits.processes / 2
}

function excessOf({ limits, members }: Tree, memory: number): Excess | undefined {
  if (members.size > limits.processes) return { of: 'processes', used: members.size, limit: limits.processes }
  if (memory <= limits.memoryBytes) return undefined
  // Forked processes share most of their pages: counted once each, they look larger than they are.
  const used =
    members.size === 1
      ? memory
      : [...members.values()].reduce(
          (sum, { pid, rssBytes }) => sum + (proportionalBytes(pid) ?? rssBytes),
          0,
        )
  return used > limits.memoryBytes ? { of: 'memory', used, limit: limits.memoryBytes } : undefined
}

async function killAll(tree: Tree, look: () => Promise<void>): Promise<boolean> {
  const until = Date.now() + killTimeoutMs
  for (let pauseMs = 1; ; pauseMs = Math.min(50, pauseMs * 2)) {
    // A group is killed in one go, faster than it can fork.
    kill(-tree.pid)
    await look()
    for (const pid of tree.members.keys()) kill(pid)
    if (tree.members.size === 0) return true
    if (Date.now() >= until) return false
    await sleep(pauseMs)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
