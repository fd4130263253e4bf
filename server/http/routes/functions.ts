/** Functions: the list, and each of them. */
import type { Router } from 'express'
import { problemsWith } from '../../contract/function-rules.ts'
import type { FunctionDetails, FunctionRef, FunctionSpec } from '../../contract/functions.ts'
import { AppError } from '../../errors.ts'
import { checksumOfCode } from '../../kubernetes/checksum.ts'
import { endpoint } from '../endpoint.ts'
import { readFunctionChange, readFunctionSpec } from '../function-body.ts'
import { startOnce } from '../once.ts'
import type { Parts } from '../parts.ts'
import type { QueryParams } from '../query.ts'
import { badQuery, refuseProblems } from '../refusals.ts'
import type { RequestContext } from '../request-context.ts'
import { newRouter } from '../router.ts'

export function functionRoutes({ cluster, now }: Parts): Router {
  const routes = newRouter()
  const creations = startOnce<FunctionDetails>(now)

  endpoint(routes, 'GET /api/functions', {
    query: readListQuery,
    answer: ({ query }) => cluster.listFunctions(query.namespace),
  })

  endpoint(routes, 'POST /api/namespaces/:namespace/functions', {
    status: 201,
    body: readFunctionSpec,
    async answer({ params, body, context, request }) {
      if (body.namespace === '') body.namespace = params.namespace
      checkPlace(body, { ...params, name: body.name })
      checkSpec(body)
      const key = request.get('idempotency-key')
      const whose = context.principal?.owner?.name ?? ''
      return noted(context, await creations.run(key, { body, whose }, () => cluster.createFunction(body)))
    },
  })

  endpoint(routes, 'GET /api/namespaces/:namespace/functions/:name', {
    answer: ({ params }) => cluster.getFunction(params),
  })

  endpoint(routes, 'PUT /api/namespaces/:namespace/functions/:name', {
    body: readFunctionChange,
    async answer({ params, body, context }) {
      if (body.namespace === '') body.namespace = params.namespace
      if (body.name === '') body.name = params.name
      checkPlace(body, params)
      if (body.resourceVersion === '')
        throw new AppError(
          428,
          'precondition_required',
          'A change has to say which version it is based on.',
          {
            hint: 'Send the resourceVersion of the function as you read it.',
            field: 'resourceVersion',
          },
        )
      checkSpec(body)
      context.facts = { rvBefore: body.resourceVersion }
      return noted(context, await cluster.changeFunction(params, body))
    },
  })

  endpoint(routes, 'DELETE /api/namespaces/:namespace/functions/:name', {
    status: 202,
    query: readDeleteQuery,
    async answer({ params, query, context }) {
      context.facts = { uid: query.uid }
      await cluster.deleteFunction(params, query.uid)
    },
  })

  return routes
}

/** The address says where; a body that says otherwise was meant for another address. */
function checkPlace(spec: FunctionSpec, { namespace, name }: FunctionRef): void {
  if (spec.namespace !== namespace)
    throw new AppError(422, 'namespace_mismatch', 'The body names another namespace than the address.', {
      hint: 'Send the same in both.',
      field: 'namespace',
    })
  if (spec.name !== name)
    throw new AppError(422, 'rename_not_supported', 'A function cannot be renamed.', {
      hint: 'Create one of the new name, then delete this one.',
      field: 'name',
    })
}

/** Throws what is wrong with a function. */
export function checkSpec(spec: FunctionSpec): void {
  refuseProblems(problemsWith(spec))
  const computed = checksumOfCode(spec.code, spec.contentType ?? 'text')
  if (spec.checksum && computed !== '' && spec.checksum !== computed)
    throw new AppError(422, 'checksum_mismatch', 'The checksum is not that of the code.', {
      hint: `That of the code as it arrived is ${computed}. Leave it out if it need not be compared.`,
      field: 'checksum',
    })
}

/** Leaves in the log what was written. */
export function noted(context: RequestContext, details: FunctionDetails): FunctionDetails {
  context.facts = {
    ...context.facts,
    name: details.name,
    uid: details.uid,
    rvAfter: details.resourceVersion,
    codeSha256After: details.checksum,
  }
  return details
}

function readListQuery(params: QueryParams): { namespace?: string } {
  const namespace = params.only('namespace')('namespace')
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace))
    throw badQuery('namespace', 'namespace is not the name of a namespace.')
  return { namespace }
}

function readDeleteQuery(params: QueryParams): { uid?: string } {
  const uid = params.only('uid')('uid')
  if (uid !== undefined && !/^[\w-]{1,64}$/.test(uid))
    throw badQuery('uid', 'uid is not the uid of a function.')
  return { uid }
}
