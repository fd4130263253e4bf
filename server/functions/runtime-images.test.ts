import { expect, test } from 'vitest'
import { findRuntime, imageOf, parseRuntimeImages } from './runtime-images.ts'

const python = {
  ID: 'python',
  depName: 'requirements.txt',
  fileNameSuffix: '.py',
  versions: [
    {
      name: 'python38',
      version: '3.8',
      images: [
        { phase: 'installation', image: 'python:3.8', command: 'pip install', secrets: [{ name: 'pypi' }] },
        { phase: 'runtime', image: 'kubeless/python', env: { PYTHONPATH: '$(KUBELESS_INSTALL_VOLUME)' } },
      ],
      imagePullSecrets: [{ imageSecret: 'registry' }],
    },
    {
      version: '3.13',
      images: [{ phase: 'runtime', image: 'python:3.13-slim', command: 'python3 shim.py' }],
    },
  ],
  livenessProbeInfo: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 30 },
}

const parse = (value: unknown) => parseRuntimeImages(JSON.stringify(value))

test('what is written in the spelling of the reference is read back the same', () => {
  expect(parse([python])).toEqual([python])
})

test('the case of keys does not matter, as in Go', () => {
  const versions = [{ Version: '1.14', Images: [{ Phase: 'runtime', Image: 'go' }] }]
  expect(parse([{ id: 'go', DepName: 'go.mod', FILENAMESUFFIX: '.go', Versions: versions }])).toEqual([
    {
      ID: 'go',
      depName: 'go.mod',
      fileNameSuffix: '.go',
      versions: [{ version: '1.14', images: [{ phase: 'runtime', image: 'go' }] }],
    },
  ])
})

test('the form of the first releases is read as far as it goes', () => {
  const old = {
    ID: 'ruby',
    compiled: false,
    versions: [{ name: 'r', version: '2.4', runtimeImage: 'r', initImage: 'i' }],
  }
  expect(parse([old])[0]?.versions).toEqual([
    { name: 'r', version: '2.4', images: [{ phase: 'runtime', image: 'r' }] },
  ])
})

test.each([
  ['{"a":', /not JSON/],
  ['{}', /not a list/],
  ['[1]', /Entry 1 is not an object/],
  ['[{"versions":[]}]', /no ID/],
  ['[{"ID":"python3","versions":[]}]', /letters/],
  ['[{"ID":"a","versions":{}}]', /versions of a is not a list/],
  ['[{"ID":"a","versions":[{"version":3.8}]}]', /version of a is not a text/],
  ['[{"ID":"a","versions":[{"version":"3-beta"}]}]', /digits and dots/],
  ['[{"ID":"a","versions":[{"version":"1","images":[{"phase":"x","image":"i"}]}]}]', /phases/],
  ['[{"ID":"a","versions":[{"version":"1","images":[{"phase":"runtime"}]}]}]', /a1 has no image/],
  [
    '[{"ID":"a","versions":[{"version":"1","images":[{"phase":"runtime","image":"i","env":{"X":1}}]}]}]',
    /X of a1 is not a text/,
  ],
])('%s is refused with a sentence', (text, sentence) => {
  expect(() => parseRuntimeImages(text)).toThrow(sentence)
})

test('a runtime is found by ID and version together, each whole', () => {
  const images = parse([python, { ID: 'nodejs_distroless', versions: [{ version: '8', images: [] }] }])
  expect(findRuntime(images, 'python3.13')?.version.version).toBe('3.13')
  expect(findRuntime(images, 'nodejs_distroless8')?.runtime.ID).toBe('nodejs_distroless')
  for (const name of ['python', 'python3', '3.8', 'nodejs8', 'python3.8 ', ''])
    expect(findRuntime(images, name)).toBeUndefined()
})

test('the image of a phase', () => {
  const [version] = parse([python])[0]?.versions ?? []
  if (!version) throw new Error('no version')
  expect(imageOf(version, 'installation')?.command).toBe('pip install')
  expect(imageOf(version, 'compilation')).toBeUndefined()
})
