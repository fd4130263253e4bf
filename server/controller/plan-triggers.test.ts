import { expect, test } from 'vitest'
import type { FunctionObject } from '../functions/objects.ts'
import type { CronJobTriggerObject, HTTPTriggerObject } from '../functions/trigger-objects.ts'
import { readConfig } from './controller-config.ts'
import { upstreamConfig } from './golden/configs.ts'
import { cronJobName, planCronJob } from './plan-cron-job.ts'
import { planIngress } from './plan-ingress.ts'

const fn: FunctionObject = {
  apiVersion: 'kubeless.io/v1beta1',
  kind: 'Function',
  metadata: { name: 'hello', namespace: 'fns', labels: { team: 'blue' } },
  spec: { timeout: '20' },
}

function httpTrigger(
  spec: HTTPTriggerObject['spec'],
  annotations?: Record<string, string>,
): HTTPTriggerObject {
  return {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'HTTPTrigger',
    metadata: { name: 'web', namespace: 'fns', uid: 'u', ...(annotations && { annotations }) },
    spec: { 'function-name': 'hello', 'host-name': 'hello.example', gateway: 'nginx', ...spec },
  }
}

function cronJobTrigger(spec: CronJobTriggerObject['spec'] = {}): CronJobTriggerObject {
  return {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'CronJobTrigger',
    metadata: { name: 'hello', namespace: 'fns', uid: 'u' },
    spec: { 'function-name': 'hello', schedule: '@hourly', ...spec },
  }
}

const nginx = 'nginx.ingress.kubernetes.io'
const other = 'ingress.kubernetes.io'

test.each<[string, HTTPTriggerObject['spec'], Record<string, string>]>([
  ['nginx', {}, { [`${nginx}/rewrite-target`]: '/' }],
  [
    'nginx with cors',
    { 'cors-enable': true },
    { [`${nginx}/rewrite-target`]: '/', [`${nginx}/enable-cors`]: 'true' },
  ],
  [
    'nginx with a password',
    { 'basic-auth-secret': 's' },
    { [`${nginx}/rewrite-target`]: '/', [`${nginx}/auth-type`]: 'basic', [`${nginx}/auth-secret`]: 's' },
  ],
  [
    'a new certificate',
    { tls: true },
    { [`${nginx}/rewrite-target`]: '/', [`${nginx}/ssl-redirect`]: 'true', 'kubernetes.io/tls-acme': 'true' },
  ],
  [
    'traefik',
    { gateway: 'traefik', 'basic-auth-secret': 's', 'cors-enable': true },
    { [`${other}/auth-type`]: 'basic', [`${other}/auth-secret`]: 's', [`${other}/enable-cors`]: 'true' },
  ],
  ['kong', { gateway: 'kong' }, {}],
])('%s: the annotations say what the gateway understands', (_, spec, annotations) => {
  expect(planIngress(httpTrigger(spec), fn).metadata.annotations).toEqual(annotations)
})

test("the trigger's own annotations win, and the old way to name a class becomes the new one", () => {
  const own = { [`${nginx}/rewrite-target`]: '/$1', 'kubernetes.io/ingress.class': 'nginx', x: 'y' }
  const { metadata, spec } = planIngress(httpTrigger({ path: '/a/b' }, own), fn)
  expect(metadata.annotations).toEqual({ [`${nginx}/rewrite-target`]: '/$1', x: 'y' })
  expect(spec?.ingressClassName).toBe('nginx')
  expect(spec?.rules?.[0]?.http?.paths[0]?.path).toBe('/a/b')
})

test.each<[string, HTTPTriggerObject['spec']]>([
  ['two certificates', { tls: true, 'tls-secret': 's' }],
  ['a password that kong cannot ask for', { gateway: 'kong', 'basic-auth-secret': 's' }],
])('%s: is refused', (_, spec) => {
  expect(() => planIngress(httpTrigger(spec), fn)).toThrow(/Keep one|takes no/)
})

test('an unknown gateway leaves the class to the cluster', () => {
  const { spec, metadata } = planIngress(httpTrigger({ gateway: 'own', 'host-name': '' }), fn)
  expect(spec?.ingressClassName).toBeUndefined()
  expect(spec?.rules?.[0]).not.toHaveProperty('host')
  expect(metadata.annotations).toEqual({})
})

test("with upstream's provision image curl calls, fails when the function does, and no quote ends its command", () => {
  const payload = { text: `it's "$(HOME)"` }
  const { spec, metadata } = planCronJob(cronJobTrigger({ payload }), fn, readConfig(upstreamConfig))
  const container = spec?.jobTemplate.spec.template.spec.containers[0]
  expect(metadata.name).toBe('trigger-hello')
  expect(container?.command).toEqual(['/bin/sh', '-c'])
  expect(container?.args?.[0]).toMatch(/^curl -fsSL .*--data-raw "\$CALL_PAYLOAD" "\$CALL_URL"$/)
  expect(container?.args?.[0]).not.toContain('it')
  expect(container?.env?.slice(1)).toEqual([
    { name: 'CALL_URL', value: 'http://hello.fns.svc.cluster.local:8080' },
    { name: 'CALL_TIMEOUT', value: '20' },
    { name: 'CALL_PAYLOAD', value: JSON.stringify(payload).replace('$', '$$$$') },
  ])
  expect(spec?.jobTemplate.spec.activeDeadlineSeconds).toBe(20)
  expect(metadata.labels).toMatchObject({ team: 'blue', 'created-by': 'kubeless', function: 'hello' })
})

test('names of CronJobs fit, and differ where their triggers do', () => {
  const long = 'a'.repeat(60)
  expect(cronJobName('hello')).toBe('trigger-hello')
  expect(cronJobName(`${long}1`)).toHaveLength(52)
  expect(cronJobName(`${long}1`)).not.toBe(cronJobName(`${long}2`))
})
