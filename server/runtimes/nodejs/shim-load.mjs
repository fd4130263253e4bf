// Finds the function in the user's module.
import { existsSync } from 'fs'
import { createRequire } from 'module'
import { pathToFileURL } from 'url'
import { settings } from './shim-settings.mjs'
import { complain } from './shim-stack.mjs'

const { volume, module, handler } = settings

/** The function. Says on stderr why there is none, and ends the process. */
export async function load() {
  try {
    return find(await loadModule())
  } catch (error) {
    complain(error)
    process.exit(1)
  }
}

async function loadModule() {
  const file = ['.js', '.cjs', '.mjs']
    .map((suffix) => `${volume}/${module}${suffix}`)
    .find((path) => existsSync(path))
  if (!file) throw stackless(`Cannot find module './${module}.js'`)
  try {
    return createRequire(file)(file)
  } catch (error) {
    // An ECMAScript module, which not every Node can require.
    if (error?.code !== 'ERR_REQUIRE_ESM' && error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error
    return import(pathToFileURL(file).href)
  }
}

/** `exports.hello`, or the module itself when it is a function. */
function find(exports) {
  const named = exports?.[handler] ?? exports?.default?.[handler]
  if (typeof named === 'function') return named
  if (typeof exports === 'function') return exports
  if (typeof exports?.default === 'function') return exports.default
  const there = Object.keys(exports?.default ?? exports ?? {}).filter((name) => name !== 'default')
  throw stackless(
    `${module}.js has no function ${handler}; it exports ${there.length > 0 ? there.join(', ') : 'nothing'}. ` +
      'Change the handler, or export the function.',
  )
}

/** An error whose message says it all. */
function stackless(message) {
  const error = new Error(message)
  error.stack = `Error: ${message}`
  return error
}
