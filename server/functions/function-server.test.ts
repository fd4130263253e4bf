import { expect, test } from 'vitest'
import { serverOf } from './function-server.ts'
import type { Container, Deployment } from './objects.ts'

const shimCommand = 'exec python3 "$KUBELESS_INSTALL_VOLUME/.shim/shim.py"'
const fn = (runtime: string, own?: Partial<Container>) => ({
  metadata: { name: 'hello' },
  spec: {
    runtime,
    ...(own && { deployment: { spec: { template: { spec: { containers: [{ name: '', ...own }] } } } } }),
  },
})
function running(container: Partial<Container>): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'hello' },
    spec: { selector: {}, template: { spec: { containers: [{ name: 'hello', ...container }] } } },
  }
}

test('an official image with our command runs a shim', () => {
  const deployment = running({ image: 'python:3.13-slim', command: ['sh', '-c', shimCommand] })
  expect(serverOf(fn('python3.13'), deployment, undefined)).toEqual({
    kind: 'shim',
    language: 'python',
    version: '3.13',
  })
})

test.each([
  ['kubeless/python@sha256:7e5b', 'python'],
  ['docker.io/kubeless/ruby:2.6', 'ruby'],
  ['registry.example:5000/mirror/kubeless/nodejs', 'nodejs'],
  ['kubeless/nodejs-distroless@sha256:1fa0', 'nodejs_distroless'],
  ['lorenzoangelini3/kubeless-runtime-dotnetcore31@sha256:1d5b', 'dotnetcore'],
])('%s is an image of Kubeless’s own', (image, language) => {
  expect(serverOf(fn('x1.0'), running({ image }), undefined)).toMatchObject({ kind: 'kubeless', language })
})

test.each<Partial<Container>>([
  { image: 'python:3.13-slim' },
  { image: 'notkubeless/python' },
  { image: 'kubeless/python-init' },
  { image: 'kubeless/python', command: ['python', 'mine.py'] },
  { image: 'kubeless/python', args: ['mine.py'] },
  { image: 'me/mine', command: ['sh', '-c', 'run'] },
  {},
])('nothing is claimed about %j', (container) => {
  expect(serverOf(fn('python3.13'), running(container), undefined)).toBeUndefined()
})

test('what runs counts, not what kubeless-config would run by now', () => {
  const configured = { image: 'python:3.13-slim', command: shimCommand }
  expect(serverOf(fn('python3.8'), running({ image: 'kubeless/python' }), configured)?.kind).toBe('kubeless')
  expect(serverOf(fn('python3.8'), undefined, configured)?.kind).toBe('shim')
  expect(serverOf(fn('python3.8', { image: 'me/mine' }), undefined, configured)).toBeUndefined()
})

test('while another runtime is on its way, the one that runs counts', () => {
  const env = [{ name: 'FUNC_RUNTIME', value: 'python3.12' }]
  const deployment = running({ command: ['sh', '-c', shimCommand], env })
  expect(serverOf(fn('nodejs24'), deployment, undefined)).toMatchObject({
    language: 'python',
    version: '3.12',
  })
})
