import { expect, test } from 'vitest'
import type { TriggerRun } from '../contract/triggers.ts'
import type { ObjectMeta } from './objects.ts'
import type { CronJob, CronJobTriggerObject, HTTPTriggerObject, Ingress } from './trigger-objects.ts'
import { httpTriggerStatus, scheduleTriggerStatus } from './trigger-status.ts'
import type { ObservedHttpTrigger, ObservedScheduleTrigger } from './trigger-status.ts'

const createdAt = '2026-11-27T10:00:00Z'
const now = Date.parse('2026-11-27T10:01:00Z')

function metadata(more: Partial<ObjectMeta> = {}): ObjectMeta {
  return { name: 'web', namespace: 'default', uid: 'trigger', creationTimestamp: createdAt, ...more }
}

const owned = metadata({
  uid: 'made',
  ownerReferences: [
    { apiVersion: 'kubeless.io/v1beta1', kind: 'HTTPTrigger', name: 'web', uid: 'trigger', controller: true },
  ],
})

const address: HTTPTriggerObject = {
  apiVersion: 'kubeless.io/v1beta1',
  kind: 'HTTPTrigger',
  metadata: metadata(),
  spec: { 'function-name': 'hello', 'host-name': 'web.example', path: '/', gateway: 'nginx' },
}

const ingress: Ingress = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: owned,
  spec: {
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'web.example',
        http: {
          paths: [{ path: '/', pathType: 'ImplementationSpecific', backend: { service: { name: 'hello' } } }],
        },
      },
    ],
  },
}

const atIp = (ip: string, port?: number) => ({
  ...ingress,
  status: { loadBalancer: { ingress: [{ ip, ...(port && { ports: [{ port }] }) }] } },
})

const young = metadata({ ...owned, creationTimestamp: '2026-11-27T10:00:58Z' })

test.each<[string, Partial<ObservedHttpTrigger>, { state: string; reason: string; hint?: string }]>([
  [
    'no ingress controller at all',
    { ingress, classes: [] },
    {
      state: 'failing',
      reason: 'The cluster has no ingress controller, so nobody answers at this address.',
      hint: 'Install one; on minikube: minikube addons enable ingress',
    },
  ],
  [
    'no ingress controller of that name',
    { ingress, classes: ['traefik'] },
    {
      state: 'failing',
      reason: 'The cluster has no ingress controller called nginx.',
      hint: 'Choose another gateway. It has: traefik.',
    },
  ],
  [
    'one that has had no time yet',
    { ingress: { ...ingress, metadata: young }, classes: [] },
    { state: 'pending', reason: 'It waits for the ingress controller to take it up.' },
  ],
  [
    'classes that nobody may read',
    { ingress },
    { state: 'pending', reason: 'It waits for the ingress controller to take it up.' },
  ],
  [
    'being deleted',
    {
      ingress,
      trigger: { ...address, metadata: metadata({ deletionTimestamp: '2026-11-27T10:00:59Z' }) },
    },
    { state: 'deleting', reason: 'It is being deleted.' },
  ],
  [
    'a function that is gone',
    { ingress, hasFunction: false },
    {
      state: 'failing',
      reason: 'There is no function hello in namespace default.',
      hint: 'Create it, or name another one.',
    },
  ],
  [
    'an Ingress that leads elsewhere still',
    { ingress, trigger: { ...address, spec: { ...address.spec, path: '/new' } } },
    {
      state: 'pending',
      reason: 'It waits for its Ingress.',
      hint: 'The controller makes it within a moment. If it does not: kubectl get pods -n kubeless',
    },
  ],
])('an address with %s says so, and has no address', (_, observed, status) => {
  const told = httpTriggerStatus({ trigger: address, hasFunction: true, now, ...observed })
  expect(told).toEqual({ address: '', status })
})

test.each([
  ['192.0.2.7', undefined, 'http://web.example/', 'The name has to lead to 192.0.2.7.'],
  [
    '127.0.0.1',
    8081,
    'http://web.example:8081/',
    "The name has to lead to this machine. Without that: curl -H 'Host: web.example' http://127.0.0.1:8081/",
  ],
])('an address that is served at %s says where, and what its name needs', (ip, port, where, hint) => {
  const told = httpTriggerStatus({ trigger: address, hasFunction: true, now, ingress: atIp(ip, port) })
  expect(told).toEqual({ address: where, status: { state: 'active', reason: 'It answers.', hint } })
})

const schedule: CronJobTriggerObject = {
  apiVersion: 'kubeless.io/v1beta1',
  kind: 'CronJobTrigger',
  metadata: metadata(),
  spec: { 'function-name': 'hello', schedule: '0 8 * * *' },
}

const cronJob = (spec: Partial<NonNullable<CronJob['spec']>> = {}): CronJob => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: owned,
  spec: {
    schedule: '0 8 * * *',
    jobTemplate: { spec: { template: { spec: { containers: [] } } } },
    ...spec,
  },
})

const run = (state: TriggerRun['state'], reason?: string): TriggerRun => ({
  name: `web-${state}`,
  state,
  cause: 'schedule',
  startedAt: createdAt,
  ...(reason && { reason }),
})

test.each<[string, Partial<ObservedScheduleTrigger>, object]>([
  [
    'was paused',
    { cronJob: cronJob({ suspend: true }) },
    {
      state: 'paused',
      reason: 'Its CronJob is suspended.',
      hint: `It goes on with: kubectl patch cronjob web -n default -p '{"spec":{"suspend":false}}'`,
    },
  ],
  [
    'is being deleted',
    {
      cronJob: cronJob(),
      trigger: { ...schedule, metadata: metadata({ deletionTimestamp: '2026-11-27T10:00:59Z' }) },
    },
    { state: 'deleting', reason: 'It is being deleted.' },
  ],
  [
    'has no CronJob yet',
    {},
    {
      state: 'pending',
      reason: 'It waits for its CronJob.',
      hint: 'The controller makes it within a moment. If it does not: kubectl get pods -n kubeless',
    },
  ],
  [
    'has a CronJob of an older schedule',
    { cronJob: cronJob({ schedule: '0 9 * * *' }) },
    expect.objectContaining({ state: 'pending' }),
  ],
  [
    'has the CronJob that upstream would write',
    {
      trigger: { ...schedule, spec: { ...schedule.spec, schedule: '0 8 * * *' } },
      cronJob: cronJob({ schedule: 'TZ=UTC 0 8 * * *' }),
    },
    { state: 'active', reason: 'It runs on schedule.' },
  ],
  [
    'finds its name taken',
    { isNameTaken: true },
    {
      state: 'failing',
      reason: 'There is another CronJob of that name, which does not belong to this trigger.',
      hint: 'Delete it, or create a trigger of another name than web.',
    },
  ],
  [
    'names a day that never comes',
    {
      trigger: { ...schedule, spec: { ...schedule.spec, schedule: '0 8 31 2 *' } },
      cronJob: cronJob({ schedule: '0 8 31 2 *' }),
    },
    { state: 'failing', reason: 'This schedule names no time at all.', hint: 'Check day and month.' },
  ],
  [
    'failed the last time',
    { cronJob: cronJob(), runs: [run('failed', 'The function answered 500.')] },
    {
      state: 'failing',
      reason: 'The last run failed: The function answered 500.',
      hint: 'It will be tried again at the next time. The output of the run tells more.',
    },
  ],
  [
    'is calling now, after it went well',
    { cronJob: cronJob(), runs: [run('running'), run('succeeded')] },
    { state: 'active', reason: 'It is calling the function.' },
  ],
])('a schedule that %s says so', (_, observed, status) => {
  const told = scheduleTriggerStatus({
    trigger: schedule,
    hasFunction: true,
    isNameTaken: false,
    runs: [],
    now,
    ...observed,
  })
  expect(told).toEqual(status)
})
