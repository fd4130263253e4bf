/** The step that installs dependencies, skipped when the same ones were installed before. */
import { readFile } from 'node:fs/promises'
import type { ContainerProcess, ProcessEnd } from './container-process.ts'
import type { InstallCache } from './install-cache.ts'
import type { Program } from './programs.ts'
import type { RunPlan } from './run-plan.ts'

type Started = Omit<ContainerProcess, 'pid'> | ProcessEnd

/** Runs `install` unless its result is known; its result is known from then on. */
export async function reuseInstall(
  plan: RunPlan,
  program: Program,
  cache: InstallCache,
  onOutput: (stream: 'stdout' | 'stderr', chunk: Buffer) => void,
  install: () => Started,
  /** The pod. */
  user: string,
): Promise<Started> {
  const { KUBELESS_DEPS_FILE: depsFile, KUBELESS_INSTALL_VOLUME: volume } = plan.env
  const deps = depsFile && (await readFile(depsFile, 'utf8').catch(() => ''))
  if (!deps || !volume) return install()
  const { argv, env } = plan.asWritten
  const key = cache.keyOf({ command: argv, deps, env, program })
  if (key === undefined) return install()
  if (await cache.restore(key, volume, user)) {
    onOutput(
      'stdout',
      Buffer.from('The dependencies are the same as before: what was installed then is used again.\n'),
    )
    return { ended: Promise.resolve({ exitCode: 0 }), stop: async () => undefined }
  }
  const before = await cache.look(volume)
  const started = install()
  if (!('ended' in started)) return started
  const keepResult = async (): Promise<ProcessEnd> => {
    const end = await started.ended
    if (end.exitCode === 0) await cache.keep(key, volume, before, user)
    return end
  }
  return { ...started, ended: keepResult().catch(couldNotKeep) }
}

function couldNotKeep(error: unknown): ProcessEnd {
  return { exitCode: 1, startError: `What was installed could not be put away: ${String(error)}` }
}
