/** `npm run dev`: the server from its sources and the page through Vite, in one process on one port. */
import { join } from 'node:path'
import pino from 'pino'
import { createServer } from 'vite'
import { readConfig } from '../config.ts'
import { start } from '../start.ts'

const read = readConfig(process.env)
if ('problems' in read) throw new Error(read.problems.join('\n'))
const root = join(import.meta.dirname, '..', '..')
const vite = await createServer({
  configFile: join(root, 'client', 'vite.config.ts'),
  server: { middlewareMode: true },
  appType: 'spa',
})
const parts = await start(read.config, {
  log: pino({ level: 'info', base: null }, pino.destination(2)),
  shimsDir: join(root, 'server', 'runtimes'),
  pages: (request, response, next) => vite.middlewares(request, response, next),
})
process.stdout.write(`Kubeless UI is ready at ${parts.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void Promise.all([parts.close(), vite.close()]).then(() => process.exit(0)))
