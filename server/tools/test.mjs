/**
 * `npm test`: installs what is missing and runs everything: format, lint, types, unit and HTTP
 * tests, and the stories in a real browser. Ends in the plain line `N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkNode, install, root } from './install.mjs'

checkNode()
install()
const { buildIfStale } = await import('./build.mjs')
const { findChromium } = await import('./chromium.mjs')
const { installPrograms } = await import('./programs.mjs')
const chromium = await findChromium()
installPrograms()
await buildIfStale()

const reports = mkdtempSync(join(tmpdir(), 'kubeless-ui-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }
const env = { ...process.env, CHROMIUM: chromium, NO_COLOR: '1', FORCE_COLOR: '0' }

// The checks keep one core busy while most tests wait for processes of theirs.
await Promise.all([checks(), suite('unit and HTTP tests', 'vitest', vitestArgs(), countVitest)])
await suite('stories', 'playwright', ['test', '-c', 'client/e2e', '--reporter=list,json'], countPlaywright)

rmSync(reports, { recursive: true, force: true })
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0

function vitestArgs() {
  return [
    'run',
    '--config',
    'server/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report('vitest')}`,
  ]
}

function report(name) {
  return join(reports, `${name}.json`)
}

async function checks() {
  await check('format', 'prettier', ['--check', '--log-level', 'warn', '.'])
  await check('types', 'tsc', ['-b'])
  await check('lint', 'eslint', ['.'])
}

/** A tool whose whole run is one test; it is heard when it has ended. */
async function check(title, program, args) {
  const code = await runTool(title, program, args, true)
  total[code === 0 ? 'passed' : 'failed'] += 1
}

/** A runner that says in a report how many of its tests passed. */
async function suite(title, program, args, count) {
  const code = await runTool(title, program, args)
  const counted = count()
  total.passed += counted.passed
  total.skipped += counted.skipped
  // A runner that fails although every test passed (an unhandled error, say) has failed.
  total.failed += code !== 0 && counted.failed === 0 ? 1 : counted.failed
}

function runTool(title, program, args, isQuiet = false) {
  if (!isQuiet) console.log(`\n— ${title}`)
  const startedAt = Date.now()
  const said = []
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [binOf(program), ...args], {
      cwd: root,
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report('playwright') },
      stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 1, 2],
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk))
    child.on('close', (code) => {
      const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
      console.log(`${Buffer.concat(said)}${title}: ${code === 0 ? 'good' : 'FAILED'}, ${seconds} s`)
      resolve(code ?? 1)
    })
  })
}

/** The script behind a program of node_modules/.bin, so that it runs on every platform. */
function binOf(program) {
  const packages = { tsc: 'typescript', playwright: '@playwright/test' }
  const home = join(root, 'node_modules', packages[program] ?? program)
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  return join(home, typeof bin === 'string' ? bin : bin[program])
}

function countVitest() {
  const data = readReport('vitest')
  if (!data) return { passed: 0, failed: 1, skipped: 0 }
  return {
    passed: data.numPassedTests,
    failed: data.numFailedTests,
    skipped: data.numPendingTests + data.numTodoTests,
  }
}

function countPlaywright() {
  const stats = readReport('playwright')?.stats
  if (!stats) return { passed: 0, failed: 1, skipped: 0 }
  // A story that passed only at a second try is a failure: a flaky test is a bug.
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}

function readReport(name) {
  try {
    return JSON.parse(readFileSync(report(name), 'utf8'))
  } catch {
    return undefined
  }
}
