// Serves one function over HTTP: reads the settings, listens, stops. The function itself runs in processes
// of its own (shim-workers.mjs), so whatever it does, this process goes on answering. No dependencies.
import { startWorkers } from './shim-workers.mjs'
import { settings } from './shim-settings.mjs'

// Asked for first of all: a process takes longer to start than this one takes to load its modules.
const workers = startWorkers()
const { createServer } = await import('./shim-http.mjs')

/** Milliseconds that running calls are given when the shim is told to stop. */
const drainMs = 10_000

await workers.loaded
const server = createServer(workers)
await server.listen(settings.socket || settings.port)

let isStopping = false
for (const signal of ['SIGTERM', 'SIGINT'])
  process.on(signal, async () => {
    if (isStopping) return
    isStopping = true
    await server.drain(drainMs)
    workers.close()
    process.exit(0)
  })
