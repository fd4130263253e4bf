/** `prepare.js` of our image: what the init container `prepare` runs. */
import { existsSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepare } from './prepare.ts'

/** Where Kubernetes looks for the last words of a container. */
const terminationLog = '/dev/termination-log'

try {
  await prepare(process.env, fileURLToPath(new URL('runtimes', import.meta.url)))
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(message)
  if (existsSync(terminationLog)) writeFileSync(terminationLog, message)
  process.exitCode = 1
}
