/** Triggers: what calls functions, of both kinds, and the runs of schedules. */
import type { Router } from 'express'
import { problemsWithHttpTrigger, problemsWithScheduleTrigger } from '../../contract/trigger-rules.ts'
import type { Problem } from '../../contract/errors.ts'
import type { HttpTrigger, ScheduleTrigger, Trigger, TriggerRef } from '../../contract/triggers.ts'
import { AppError } from '../../errors.ts'
import { endpoint } from '../endpoint.ts'
import { startOnce } from '../once.ts'
import type { Parts } from '../parts.ts'
import type { QueryParams } from '../query.ts'
import { badQuery, refuseProblems } from '../refusals.ts'
import type { RequestContext } from '../request-context.ts'
import { newRouter } from '../router.ts'
import {
  readHttpTriggerChange,
  readHttpTriggerSpec,
  readScheduleTriggerChange,
  readScheduleTriggerSpec,
} from '../trigger-body.ts'

export function triggerRoutes(parts: Parts): Router {
  const routes = newRouter()
  endpoint(routes, 'GET /api/triggers', {
    query: readListQuery,
    answer: ({ query }) => parts.cluster.listTriggers(query),
  })
  addHttpTriggers(routes, parts)
  addScheduleTriggers(routes, parts)
  return routes
}

function addHttpTriggers(routes: Router, { cluster, now }: Parts): void {
  const creations = startOnce<HttpTrigger>(now)

  endpoint(routes, 'POST /api/namespaces/:namespace/http-triggers', {
    status: 201,
    body: readHttpTriggerSpec,
    async answer({ params, body, context, request }) {
      const spec = placed(body, { ...params, name: body.name })
      refuseProblems(problemsWithHttpTrigger(spec))
      const key = request.get('idempotency-key')
      return noted(context, await creations.run(key, spec, () => cluster.createHttpTrigger(spec)))
    },
  })

  endpoint(routes, 'GET /api/namespaces/:namespace/http-triggers/:name', {
    answer: ({ params }) => cluster.getHttpTrigger(params),
  })

  endpoint(routes, 'PUT /api/namespaces/:namespace/http-triggers/:name', {
    body: readHttpTriggerChange,
    async answer({ params, body, context }) {
      const change = placed(body, params)
      checkVersion(change)
      refuseProblems(problemsWithHttpTrigger(change).filter(isMendable))
      context.facts = { rvBefore: change.resourceVersion }
      return noted(context, await cluster.changeHttpTrigger(params, change))
    },
  })

  endpoint(routes, 'DELETE /api/namespaces/:namespace/http-triggers/:name', {
    status: 202,
    query: readDeleteQuery,
    async answer({ params, query, context }) {
      context.facts = { uid: query.uid }
      await cluster.deleteHttpTrigger(params, query.uid)
    },
  })
}

function addScheduleTriggers(routes: Router, { cluster, now }: Parts): void {
  const creations = startOnce<ScheduleTrigger>(now)

  endpoint(routes, 'POST /api/namespaces/:namespace/schedule-triggers', {
    status: 201,
    body: readScheduleTriggerSpec,
    async answer({ params, body, context, request }) {
      const spec = placed(body, { ...params, name: body.name })
      refuseProblems(problemsWithScheduleTrigger(spec))
      const key = request.get('idempotency-key')
      return noted(context, await creations.run(key, spec, () => cluster.createScheduleTrigger(spec)))
    },
  })

  endpoint(routes, 'GET /api/namespaces/:namespace/schedule-triggers/:name', {
    answer: ({ params }) => cluster.getScheduleTrigger(params),
  })

  endpoint(routes, 'PUT /api/namespaces/:namespace/schedule-triggers/:name', {
    body: readScheduleTriggerChange,
    async answer({ params, body, context }) {
      const change = placed(body, params)
      checkVersion(change)
      refuseProblems(problemsWithScheduleTrigger(change).filter(isMendable))
      context.facts = { rvBefore: change.resourceVersion }
      return noted(context, await cluster.changeScheduleTrigger(params, change))
    },
  })

  endpoint(routes, 'DELETE /api/namespaces/:namespace/schedule-triggers/:name', {
    status: 202,
    query: readDeleteQuery,
    async answer({ params, query, context }) {
      context.facts = { uid: query.uid }
      await cluster.deleteScheduleTrigger(params, query.uid)
    },
  })

  endpoint(routes, 'POST /api/namespaces/:namespace/schedule-triggers/:name/runs', {
    status: 201,
    async answer({ params, context }) {
      const run = await cluster.runNow(params)
      context.facts = { name: params.name, run: run.name }
      return run
    },
  })

  endpoint(routes, 'GET /api/namespaces/:namespace/schedule-triggers/:name/runs/:run/log', {
    answer: ({ params }) => cluster.readRunLog(params, params.run),
  })
}

/** The address says where; a body that says otherwise was meant for another address. */
function placed<Spec extends TriggerRef>(spec: Spec, { namespace, name }: TriggerRef): Spec {
  if (spec.namespace !== '' && spec.namespace !== namespace)
    throw new AppError(422, 'namespace_mismatch', 'The body names another namespace than the address.', {
      hint: 'Send the same in both.',
      field: 'namespace',
    })
  if (spec.name !== '' && spec.name !== name)
    throw new AppError(422, 'rename_not_supported', 'A trigger cannot be renamed.', {
      hint: 'Create one of the new name, then delete this one.',
      field: 'name',
    })
  return { ...spec, namespace, name }
}

/** Others may call theirs as they like; in a change the name is only where it is. */
function isMendable({ field }: Problem): boolean {
  return field !== 'name'
}

function checkVersion({ resourceVersion }: { resourceVersion: string }): void {
  if (resourceVersion !== '') return
  throw new AppError(428, 'precondition_required', 'A change has to say which version it is based on.', {
    hint: 'Send the resourceVersion of the trigger as you read it.',
    field: 'resourceVersion',
  })
}

function noted<T extends Trigger>(context: RequestContext, trigger: T): T {
  const { name, uid, resourceVersion: rvAfter } = trigger
  context.facts = { ...context.facts, name, uid, rvAfter }
  return trigger
}

function readListQuery(params: QueryParams): { namespace?: string; function?: string } {
  const given = params.only('namespace', 'function')
  const [namespace, fn] = [given('namespace'), given('function')]
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace))
    throw badQuery('namespace', 'namespace is not the name of a namespace.')
  if (fn !== undefined && !/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(fn))
    throw badQuery('function', 'function is not the name of a function.')
  return { namespace, function: fn }
}

function readDeleteQuery(params: QueryParams): { uid?: string } {
  const uid = params.only('uid')('uid')
  if (uid !== undefined && !/^[\w-]{1,64}$/.test(uid))
    throw badQuery('uid', 'uid is not the uid of a trigger.')
  return { uid }
}
