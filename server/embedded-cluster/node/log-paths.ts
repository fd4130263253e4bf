/** Where the output of each run of a container is kept. */
import { join } from 'node:path'

/** `run` counts from 0, as `restartCount` does. */
export function logPathOf(logFolder: string, container: string, run: number): string {
  return join(logFolder, container, `${run}.log`)
}
