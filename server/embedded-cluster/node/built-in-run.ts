/** Runs an entry point of our own image in this process, as if it were a process of its own. */
import type { ContainerProcess, ProcessEnd } from './container-process.ts'
import type { Environment } from './environment.ts'
import type { BuiltIn } from './node-context.ts'

/** Which entry point a command such as `node /app/prepare.js` means. */
export function findBuiltIn(
  argv: readonly string[],
  builtIns: Readonly<Record<string, BuiltIn>>,
): BuiltIn | undefined {
  const name = /([^/]+)\.js$/.exec(argv[1] ?? '')?.[1]
  return argv[0] === 'node' && name !== undefined && Object.hasOwn(builtIns, name)
    ? builtIns[name]
    : undefined
}

export function startBuiltIn(
  builtIn: BuiltIn,
  env: Environment,
  onOutput: (stream: 'stdout' | 'stderr', chunk: Buffer) => void,
): Omit<ContainerProcess, 'pid'> {
  const stopping = new AbortController()
  const stopped = new Promise<number>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve(143), { once: true }),
  )
  const run = async (): Promise<ProcessEnd> => {
    try {
      const write = (line: string) => onOutput('stdout', Buffer.from(`${line}\n`))
      return { exitCode: await Promise.race([builtIn(env, write, stopping.signal), stopped]) }
    } catch (error) {
      const lastWords = error instanceof Error ? error.message : String(error)
      onOutput('stderr', Buffer.from(`${lastWords}\n`))
      return { exitCode: 1, lastWords }
    }
  }
  const ended = run()
  return {
    ended,
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
