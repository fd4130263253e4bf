/**
 * The programs that tests run besides Node and a browser: interpreters for the shims, and kubectl. On Debian as root the
 * missing ones are installed; elsewhere the tests that need them are skipped and say so.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { installPackages, mayInstall } from './apt.mjs'

const packageOf = {
  python3: ['python3', 'python3-pip'],
  ruby: ['ruby'],
  bundle: ['bundler'],
  php: ['php-cli'],
  composer: ['composer'],
  go: ['golang-go'],
  kubectl: ['kubernetes-client'],
}

export function installPrograms() {
  const missing = Object.keys(packageOf).filter((program) => !isOnPath(program))
  if (missing.length === 0) return
  if (!mayInstall())
    return console.error(`Not on this machine, so what needs them is skipped: ${missing.join(', ')}.`)
  console.error(`Installing with apt-get (once): ${missing.join(', ')}…`)
  if (!installPackages(missing.flatMap((program) => packageOf[program])))
    console.error('apt-get could not install all of them; what needs them is skipped.')
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
