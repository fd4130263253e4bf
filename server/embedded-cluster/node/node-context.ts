/** What all pods of the node share. */
import type { KubernetesClient } from '../../kubernetes/client.ts'
import type { InstallCache } from './install-cache.ts'
import type { ContainerLog } from './container-log.ts'
import type { Environment } from './environment.ts'
import type { PodEvents } from './pod-events.ts'
import type { ProcessTrees } from './process-trees.ts'
import type { Programs } from './programs.ts'
import type { Sockets } from './sockets.ts'

/**
 * An entry point of our own image, run in this process: gets the container's environment with real paths, writes lines to its
 * log, and gives an exit code. A throw is exit code 1, its message the last line.
 */
export type BuiltIn = (
  env: Environment,
  write: (line: string) => void,
  signal: AbortSignal,
) => Promise<number>

export interface NodeContext {
  client: KubernetesClient
  nodeName: string
  folders: NodeFolders
  programs: Programs
  /** By what `node /app/<name>.js` calls them, e.g. `prepare`. */
  builtIns: Readonly<Record<string, BuiltIn>>
  events: PodEvents
  trees: ProcessTrees
  sockets: Sockets
  installs: InstallCache
  /** Logs being written, by the path of their file. */
  logs: Map<string, ContainerLog>
  /** Stands in the environment of every process of this node. */
  mark: string
  log: (message: string) => void
}

export interface NodeFolders {
  /** One folder a pod, by its uid: volumes, homes, temporary files. */
  pods: string
  logs: string
  /** What package managers keep. */
  caches: string
  installs: string
  sockets: string
}
