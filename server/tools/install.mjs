/** Installs what package-lock.json names, if node_modules does not hold exactly that yet. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
const stamp = join(root, 'node_modules', '.cache', 'kubeless-ui', 'installed')

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(
    `Kubeless UI needs Node.js 20.19 or later; this is ${process.version}. Install a current one from https://nodejs.org.`,
  )
}

export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (read(stamp) === lock) return
  console.error('Installing packages (once)…')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  mkdirSync(join(stamp, '..'), { recursive: true })
  writeFileSync(stamp, lock)
}

/** Runs a program to its end, its output on our stderr; a failure ends us with its exit code. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], ...options })
  if (result.error) fail(`${program} could not be started: ${result.error.message}`)
  if (result.status !== 0) fail(`${program} ${args.join(' ')} failed.`, result.status ?? 1)
}

export function fail(sentence, code = 1) {
  console.error(sentence)
  process.exit(code)
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
