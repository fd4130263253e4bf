/** What people do with kubectl, done with the real program: `KUBECTL`, or the one on the PATH. */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resources } from '../../functions/resources.ts'
import { connect } from '../../kubernetes/connect.ts'
import type { ContainerLogOptions } from './kubelet.ts'
import { startApi } from './start-api.ts'
import type { EmbeddedApi } from './start-api.ts'

const program = process.env['KUBECTL'] ?? 'kubectl'
const isThere = spawnSync(program, ['version', '--client=true']).status === 0
if (!isThere)
  console.log(`No kubectl at ${program}: its stories are skipped. Set KUBECTL, or install kubernetes-client.`)
const story = test.skipIf(!isThere)

let folder = ''
let api: EmbeddedApi
const asked: ContainerLogOptions[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kui-'))
  api = await startApi({ dataDir: join(folder, 'data') })
  api.attachKubelet({
    socketOf: () => undefined,
    async containerLog(_, options) {
      asked.push(options)
      return (async function* () {
        yield Buffer.from('first\nsecond\n')
      })()
    },
  })
})

afterAll(async () => {
  await api?.close()
  await rm(folder, { recursive: true, force: true })
})

interface Ran {
  code: number
  out: string
  error: string
}

function kubectl(args: string, input?: string): Promise<Ran> {
  const env = { ...process.env, KUBECONFIG: join(folder, 'data', 'kubeconfig'), HOME: folder }
  return new Promise((resolve) => {
    const child = execFile(program, args.split(' '), { env, timeout: 50_000 }, (error, out, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, error: stderr }),
    )
    child.stdin?.end(input)
  })
}

async function done(args: string, input?: string): Promise<string> {
  const { code, out, error } = await kubectl(args, input)
  expect(code, `${args}: ${error}`).toBe(0)
  return out
}

async function minorVersion(): Promise<number> {
  const { clientVersion } = JSON.parse(await done('version --client=true -o json')) as {
    clientVersion: { minor: string }
  }
  return parseInt(clientVersion.minor)
}

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: functions.kubeless.io}
spec:
  group: kubeless.io
  scope: Namespaced
  names: {plural: functions, singular: function, kind: Function, shortNames: [fn]}
  versions:
  - name: v1beta1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Runtime, type: string, jsonPath: .spec.runtime}]
    schema:
      openAPIV3Schema:
        type: object
        description: Code that is called.
        properties:
          spec:
            type: object
            properties:
              runtime: {type: string, description: The language., enum: [python3.13, nodejs24]}
              handler: {type: string}
`

const aFunction = (handler: string) =>
  `{"apiVersion":"kubeless.io/v1beta1","kind":"Function","metadata":{"name":"hello"},"spec":{"runtime":"python3.13","handler":"${handler}"}}`

story('a custom kind is defined, used, explained and refused when it is wrong', async () => {
  expect(await done('apply -f -', definition)).toContain('created')
  expect(await done('apply -f -', aFunction('a.b'))).toContain('created')
  expect(await done('apply -f -', aFunction('a.b'))).toContain('unchanged')
  expect(await done('apply -f -', aFunction('a.c'))).toContain('configured')
  expect(await done('get fn')).toMatch(/NAME\s+RUNTIME\nhello\s+python3\.13/)
  expect(await done('get functions hello -o jsonpath={.spec.handler}')).toBe('a.c')
  // Before 1.21 kubectl took the group for a field.
  const called = (await minorVersion()) < 21 ? 'functions' : 'functions.kubeless.io'
  expect(await done(`explain ${called}.spec.runtime`)).toContain('The language.')
  const wrong = await kubectl('apply -f -', aFunction('a.d').replace('python3.13', 'cobol'))
  expect([wrong.code, wrong.error]).toEqual([1, expect.stringContaining('Unsupported value: "cobol"')])
  expect(await done('delete fn hello')).toContain('deleted')
})

story('a deployment is created, changed in every way, scaled and deleted', async () => {
  await done('create deployment web --image=nginx')
  await done('set image deploy/web nginx=nginx:2')
  await done(
    'patch deploy web -p {"spec":{"template":{"spec":{"containers":[{"name":"nginx","env":[{"name":"A","value":"1"}]}]}}}}',
  )
  await done(
    'patch deploy web --type=json -p [{"op":"replace","path":"/spec/revisionHistoryLimit","value":3}]',
  )
  await done('patch deploy web --type=merge -p {"spec":{"paused":true}}')
  await done('scale deploy web --replicas=2')
  await done('label deploy web tier=front')
  await done('annotate deploy web note=hello')
  const path =
    '{.spec.replicas}/{.spec.template.spec.containers[0].image}/{.spec.paused}/{.metadata.labels.tier}'
  expect(await done(`get deploy web -o jsonpath=${path}`)).toBe('2/nginx:2/true/front')
  expect(await done('get deploy -o wide')).toMatch(/web\s+0\/2\s+0\s+0\s+\S+\s+nginx\s+nginx:2\s+app=web/)
  expect(await done('describe deploy web')).toContain('2 desired')
  await done('delete deploy web')
  expect((await kubectl('get deploy web')).error).toContain('deployments.apps "web" not found')
})

story('fields belong to who applied them', async () => {
  const map = (value: string) =>
    `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"owned"},"data":{"a":"${value}"}}`
  await done('apply --server-side -f -', map('1'))
  const other = await kubectl('apply --server-side --field-manager=other -f -', map('2'))
  expect(other.error).toContain('conflict with "kubectl": .data.a')
  await done('apply --server-side --field-manager=other --force-conflicts -f -', map('2'))
  expect(await done('get cm owned -o jsonpath={.data.a}')).toBe('2')
})

story('lists are selected, cut into pages and watched', async () => {
  for (const name of ['x1', 'x2', 'x3']) await done(`create configmap ${name} --from-literal=k=v`)
  await done('label cm x1 x2 team=a')
  expect(await done('get cm -l team=a -o name')).toBe('configmap/x1\nconfigmap/x2\n')
  expect(await done('get cm --field-selector metadata.name=x3 -o name')).toBe('configmap/x3\n')
  expect((await done('get cm --chunk-size=2 -A -o name')).split('\n').length).toBeGreaterThan(3)
  const env = { ...process.env, KUBECONFIG: join(folder, 'data', 'kubeconfig') }
  const watching = spawn(program, ['get', 'cm', '-w', '-o', 'name'], { env })
  let seen = ''
  const came = new Promise<void>((resolve) =>
    watching.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString()
      if (seen.includes('configmap/x1') && !seen.includes('late')) void kubectl('create configmap late')
      if (seen.includes('configmap/late')) resolve()
    }),
  )
  await came
  watching.kill()
})

story('logs, waiting, raw paths and rights', async () => {
  const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'test' })
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', labels: { app: 'p' } },
    spec: { nodeName: 'n', containers: [{ name: 'c', image: 'x' }] },
  }
  await client.create(resources.pods, pod)
  await client.patch(
    resources.pods,
    { namespace: 'default', name: 'p' },
    { merge: { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } } },
    { subresource: 'status' },
  )
  client.close()
  expect(await done('logs p --tail=5 --since=1h --limit-bytes=100')).toBe('first\nsecond\n')
  expect(asked.at(-1)).toMatchObject({ container: 'c', tailLines: 5, limitBytes: 100, previous: false })
  expect(await done('logs -l app=p')).toContain('second')
  expect(await done('wait --for=condition=Ready pod/p --timeout=20s')).toContain('condition met')
  expect(await done('get --raw /readyz')).toBe('ok')
  expect(await done('auth can-i create pods')).toBe('yes\n')
  expect(await done('api-resources --namespaced=false -o name')).toContain(
    'customresourcedefinitions.apiextensions.k8s.io',
  )
  expect(await done('api-versions')).toContain('apps/v1')
  expect(await done('delete pod p --grace-period=0 --force')).toContain('deleted')
})
