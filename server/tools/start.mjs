/** `npm start`: installs what is missing, builds what is stale, and becomes the server. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkNode, fail, install, root } from './install.mjs'

checkNode()
if (process.argv.slice(2).some((word) => word !== '--help'))
  fail(`Unknown argument. Settings come from the environment: npm start -- --help explains.`, 2)
install()
const { buildIfStale } = await import('./build.mjs')
await buildIfStale()
await import(pathToFileURL(join(root, 'dist', 'main.js')).href)
