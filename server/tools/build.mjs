/** Builds dist/: the server as one file, the prepare step as another, the shims, the page. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './install.mjs'

const dist = join(root, 'dist')
const stamp = join(dist, '.built')

/** What dist/ is made from. */
const sources = ['client', 'server', 'package.json', 'package-lock.json']

/** Builds unless everything in dist/ is newer than everything it is made from. */
export async function buildIfStale() {
  const builtAt = existsSync(stamp) ? statSync(stamp).mtimeMs : 0
  const newest = Math.max(...sources.map((name) => newestIn(join(root, name))))
  if (newest <= builtAt) return
  console.error('Building…')
  await build()
}

export async function build() {
  const startedAt = new Date()
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist)
  await Promise.all([buildServer(), buildPage()])
  copyShims()
  writeFileSync(stamp, '')
  utimesSync(stamp, startedAt, startedAt)
}

async function buildServer() {
  const esbuild = await import('esbuild')
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: {
      main: 'server/main.ts',
      prepare: 'server/runtimes/prepare-main.ts',
      call: 'server/runtimes/call-main.ts',
    },
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // Packages written for CommonJS call require for Node's own modules.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
  })
}

async function buildPage() {
  const vite = await import('vite')
  await vite.build({ configFile: join(root, 'client', 'vite.config.ts'), logLevel: 'warn' })
}

/** A shim is run as it is written: it is copied, not compiled. */
function copyShims() {
  const from = join(root, 'server', 'runtimes')
  for (const language of readdirSync(from, { withFileTypes: true })) {
    if (!language.isDirectory()) continue
    for (const file of readdirSync(join(from, language.name)))
      if (file.startsWith('shim'))
        cpSync(join(from, language.name, file), join(dist, 'runtimes', language.name, file))
  }
}

function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : stat.mtimeMs
  const names = readdirSync(path).filter((name) => name !== 'e2e' && name !== 'recordings')
  return Math.max(0, ...names.map((name) => newestIn(join(path, name))))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build()
