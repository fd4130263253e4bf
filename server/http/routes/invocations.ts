/** Calls to functions. */
import type { Router } from 'express'
import { problemsWithInvocation } from '../../contract/invocation-rules.ts'
import { invocationMethods } from '../../contract/invocations.ts'
import type { InvocationRequest } from '../../contract/invocations.ts'
import { AppError } from '../../errors.ts'
import { endpoint } from '../endpoint.ts'
import type { Life } from '../life.ts'
import type { Parts } from '../parts.ts'
import { refuseProblems } from '../refusals.ts'
import { newRouter } from '../router.ts'
import { shapeOf } from '../shapes.ts'
import type { Slots } from '../slots.ts'

/** A body of 5 MB, in base64 and with all that is around it. */
const limit = { bytes: 8 * 1024 * 1024, words: 'the 5 MB that can be sent to a function' }

export function invocationRoutes({ cluster }: Parts, { slots, life }: { slots: Slots; life: Life }): Router {
  const routes = newRouter()
  endpoint(routes, 'POST /api/namespaces/:namespace/functions/:name/invocations', {
    body: readInvocation,
    limit,
    async answer({ params, body, signal, context }) {
      const release = await slots.take(context.principal)
      if (typeof release === 'string')
        throw new AppError(429, 'too_many_invocations', 'Too many calls are running at once.', {
          hint: 'Wait until one of them has been answered.',
          retryAfterSeconds: 1,
        })
      try {
        const invocation = await cluster.invoke(params, body, AbortSignal.any([signal, life.calls]))
        context.facts = { answered: invocation.status, eventId: invocation.eventId }
        return invocation
      } finally {
        release()
      }
    },
  })
  return routes
}

function readInvocation(value: unknown): InvocationRequest {
  const shape = shapeOf(value, ['method', 'path', 'headers', 'body', 'bodyEncoding', 'waitMs'])
  const method = shape.text('method')
  const bodyEncoding = shape.optionalText('bodyEncoding')
  const request = {
    path: shape.optionalText('path'),
    headers: shape.optionalTexts('headers'),
    body: shape.optionalText('body'),
    waitMs: shape.optionalNumber('waitMs'),
  }
  if (bodyEncoding !== undefined && bodyEncoding !== 'utf8' && bodyEncoding !== 'base64')
    throw new AppError(422, 'field_invalid', 'bodyEncoding is utf8 or base64.', { field: 'bodyEncoding' })
  const known = invocationMethods.find((candidate) => candidate === method)
  if (!known)
    throw new AppError(
      422,
      'method_invalid',
      `A function cannot be called with ${JSON.stringify(method.slice(0, 40))}.`,
      {
        hint: `Use one of ${invocationMethods.join(', ')}.`,
        field: 'method',
      },
    )
  const invocation: InvocationRequest = { ...request, method: known, bodyEncoding }
  refuseProblems(problemsWithInvocation(invocation))
  return invocation
}
