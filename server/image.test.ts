import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kubelessConfig } from './tools/manifest.ts'
import { version } from './version.ts'

const root = join(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
/** Instructions of each stage, each on a line of its own. */
const stages = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, ' ')
  .split(/^(?=FROM )/m)
  .slice(1)
  .map((stage) => stage.split('\n').filter(Boolean))
const of = (stage: string[], instruction: string) =>
  stage.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1))
const [build = [], image = []] = stages

test('the image holds what was built and nothing else, and runs it as a user without any right', () => {
  expect(stages).toHaveLength(2)
  expect(of(image, 'COPY')).toEqual(['--from=build /image /'])
  expect(of(image, 'ADD')).toEqual([])
  expect(of(image, 'USER')).toEqual(['65532:65532'])
  expect(of(image, 'LABEL').join(' ')).toContain(`org.opencontainers.image.version="${version}"`)
})

test('both stages begin from the same image, whose version is fixed and may be taken from elsewhere', () => {
  expect(stages.map(([from]) => from)).toEqual(['FROM ${NODE_IMAGE} AS build', 'FROM ${NODE_IMAGE}'])
  expect(read('Dockerfile')).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-[a-z]+-slim$/m)
})

test('what is run in the image is built', () => {
  const built = /entryPoints: \{([^}]+)\}/.exec(read('server/tools/build.mjs'))?.[1] ?? ''
  const { data } = kubelessConfig(version)
  const run = [...of(image, 'CMD'), data['provision-command']].map(
    (command) => /"\/app\/(\w+)\.js"/.exec(command)?.[1],
  )
  expect(run).toEqual(['main', 'prepare'])
  for (const name of run) expect(built).toContain(`${name}: `)
})

test('only what the Dockerfile copies is sent to be built, without tests and what they read', () => {
  const lines = read('.dockerignore').split('\n')
  const sent = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  const copied = of(build, 'COPY').flatMap((words) => words.split(' ').slice(0, -1))
  expect(lines.filter((line) => line && !line.startsWith('#'))[0]).toBe('*')
  expect(sent.sort()).toEqual(copied.map((path) => path.replace('./', '')).sort())
  expect(lines).toEqual(expect.arrayContaining(['client/e2e', '**/*.test.ts', '**/recordings', '**/golden']))
})
