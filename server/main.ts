/** Reads the settings, starts the parts, stops them in reverse order. The only place that knows all of them. */
import { join } from 'node:path'
import pino from 'pino'
import { helpText, readConfig } from './config.ts'
import { servePages } from './http/pages.ts'
import { start } from './start.ts'
import { stopOnSignals } from './stop-on-signals.ts'

if (process.argv.includes('--help')) {
  process.stdout.write(helpText)
  process.exit(0)
}

const read = readConfig(process.env)
if ('problems' in read) {
  process.stderr.write(
    `The settings cannot be used:\n${read.problems.map((problem) => `- ${problem}\n`).join('')}`,
  )
  process.exit(2)
}

/** A little less than a kubelet's patience (`terminationGracePeriodSeconds` in k8s.yaml). */
const longestStopMs = read.config.role === 'controller' ? 18_000 : 35_000

const log = pino(
  { level: read.config.logLevel, base: null },
  pino.destination({ dest: read.config.cluster === 'embedded' ? 2 : 1, sync: false }),
)

try {
  const parts = await start(read.config, {
    log,
    shimsDir: join(import.meta.dirname, 'runtimes'),
    pages: servePages(join(import.meta.dirname, 'client')),
  })
  stopOnSignals(() => parts.close(), { process, log, longestStopMs })
  const what = read.config.role === 'controller' ? 'Kubeless UI controller' : 'Kubeless UI'
  process.stdout.write(`${what} is ready at ${parts.url}\n`)
} catch (error) {
  process.stderr.write(
    `Kubeless UI could not start: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  log.debug({ err: error }, 'start failed')
  process.exit(1)
}
