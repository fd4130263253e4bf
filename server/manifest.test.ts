import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EmbeddedApi } from './embedded-cluster/api/start-api.ts'
import { startApi } from './embedded-cluster/api/start-api.ts'
import { customResourceDefinitions } from './functions/crds.ts'
import type { KubeObject } from './functions/objects.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import { connect } from './kubernetes/connect.ts'
import { clusterRuntimeImages } from './runtimes/catalog.ts'
import { applyObject } from './testing/apply-object.ts'
import { manifestText, objectsOf, resourceOf, rulesOf } from './testing/manifest-objects.ts'
import { withGeneratedParts } from './tools/manifest.ts'
import { version } from './version.ts'

const objects = objectsOf(manifestText)
const named = (kind: string, name: string) => {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name)
  if (!found) throw new Error(`no ${kind} ${name} in the manifest`)
  return found
}
const ref = ({ metadata: { namespace, name } }: KubeObject) => ({ namespace, name })

let folder: string
let api: EmbeddedApi
let client: KubernetesClient
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kui-'))
  api = await startApi({ dataDir: folder, authorization: 'rbac' })
  client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'kubectl-create' })
})
afterAll(async () => {
  client.close()
  await api.close()
  await rm(folder, { recursive: true, force: true })
})

test('what is written from the code says what the code says', () => {
  expect(objectsOf(withGeneratedParts(manifestText, version))).toEqual(objects)
  expect(objects.filter(({ kind }) => kind === 'CustomResourceDefinition')).toEqual(customResourceDefinitions)
  const { data } = named('ConfigMap', 'kubeless-config') as { data?: Record<string, string> }
  expect(JSON.parse(data?.['runtime-images'] ?? '')).toEqual(clusterRuntimeImages)
})

test('everything can be created one by one, applied over it, and created or applied again', async () => {
  for (const object of objects) await client.create(resourceOf(object), structuredClone(object))
  for (const object of objects) {
    const before = await client.get(resourceOf(object), ref(object))
    await applyObject(api.kubeconfig, resourceOf(object), object, 'kubectl')
    const after = await client.get(resourceOf(object), ref(object))
    expect({
      ...after,
      metadata: { name: after.metadata.name, generation: after.metadata.generation },
    }).toEqual({
      ...before,
      metadata: { name: before.metadata.name, generation: before.metadata.generation },
    })
    await expect(client.create(resourceOf(object), structuredClone(object))).rejects.toMatchObject({
      code: 409,
    })
  }
})

test('the names people know are kept', () => {
  for (const [kind, name] of [
    ['Namespace', 'kubeless'],
    ['ServiceAccount', 'ui-acct'],
    ['ClusterRole', 'kubeless-ui'],
    ['ClusterRoleBinding', 'kubeless-ui'],
    ['Deployment', 'ui'],
    ['Service', 'ui'],
  ] as const)
    expect(named(kind, name)).toBeDefined()
  expect(named('Service', 'ui')).toMatchObject({ spec: { type: 'NodePort', ports: [{ port: 3000 }] } })
  expect(named('Secret', 'kubeless-ui-auth')).not.toHaveProperty('data')
})

test('no rule has a wildcard, deletes collections, or reaches for more than it may', () => {
  const forbidden: Record<string, RegExp> = {
    verbs: /^(\*|deletecollection|impersonate|escalate|bind)$/,
    apiGroups: /^(\*|rbac\..*|authentication\..*|admissionregistration\..*|certificates\..*)$/,
    resources:
      /^(\*|.*\/\*|nodes.*|pods\/(exec|attach|portforward|ephemeralcontainers|proxy)|serviceaccounts.*|persistent.*)$/,
  }
  for (const object of objects)
    for (const rule of rulesOf(object))
      for (const [key, pattern] of Object.entries(forbidden))
        for (const word of rule[key as 'verbs'])
          expect(`${object.metadata.name} ${key} ${word}`).not.toMatch(
            new RegExp(` ${key} ${pattern.source.slice(1)}`),
          )
  const secrets = objects
    .flatMap(rulesOf)
    .filter((rule) => rule.resources.some((name) => name.startsWith('secrets')))
  expect(secrets).toEqual([
    {
      apiGroups: [''],
      resources: ['secrets'],
      resourceNames: ['kubeless-ui-auth'],
      verbs: ['get', 'update'],
    },
  ])
  const writesPods = objects
    .flatMap(rulesOf)
    .filter((rule) => rule.resources.includes('pods') && rule.verbs.includes('create'))
  expect(writesPods).toEqual([])
})

test('the rules are exactly these', async () => {
  const rows = objects.flatMap((object) =>
    rulesOf(object).flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
      resources.map((resource) =>
        [
          `${object.kind} ${object.metadata.name}:`,
          [resource, apiGroups[0]].filter(Boolean).join('.') +
            (resourceNames ? ` named ${resourceNames.join(', ')}` : ''),
          `(${verbs.join(' ')})`,
        ].join(' '),
      ),
    ),
  )
  await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('golden/rights.txt')
})

const deployments = objects.filter(({ kind }) => kind === 'Deployment')
interface Workload {
  spec: {
    template: {
      spec: {
        serviceAccountName: string
        terminationGracePeriodSeconds: number
        securityContext: object
        containers: Record<string, unknown>[]
        volumes?: object[]
      }
    }
  }
}

test('whatever namespace the manifest is moved to, both parts know it and find kubeless-config there', () => {
  const own = { valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }
  for (const object of deployments) {
    const [container] = (object as unknown as Workload).spec.template.spec.containers
    for (const name of ['POD_NAMESPACE', 'KUBELESS_NAMESPACE'])
      expect(container?.['env']).toContainEqual({ name, ...own })
  }
})

test.each(deployments.map((object) => [object.metadata.name, object] as const))(
  'the pods of %s run as restricted as Kubernetes knows, with probes and limits',
  (_, object) => {
    const pod = (object as unknown as Workload).spec.template.spec
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    expect(pod.containers).toHaveLength(1)
    expect(pod.containers[0]).toMatchObject({
      image: `kubeless-ui:${version}`,
      imagePullPolicy: 'IfNotPresent',
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      resources: {
        requests: { cpu: expect.any(String) as string, memory: expect.any(String) as string },
        limits: { memory: '256Mi' },
      },
      startupProbe: { httpGet: { path: '/healthz' } },
      livenessProbe: { httpGet: { path: '/healthz' } },
      readinessProbe: { httpGet: { path: '/readyz' } },
    })
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod).not.toHaveProperty(field)
    for (const volume of pod.volumes ?? []) expect(Object.keys(volume).sort()).toEqual(['emptyDir', 'name'])
    // Running calls get 25 s, and there is time for the rest.
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20)
  },
)
