/** The files inside a function's code. */
import type { Router } from 'express'
import { fileChangeProblems, filePathProblems } from '../../contract/archive-rules.ts'
import { AppError } from '../../errors.ts'
import { readFilesChange } from '../archive-body.ts'
import { endpoint } from '../endpoint.ts'
import type { Parts } from '../parts.ts'
import { refuseProblems } from '../refusals.ts'
import { newRouter } from '../router.ts'
import { checkSpec, noted } from './functions.ts'

export function archiveRoutes({ cluster }: Parts): Router {
  const routes = newRouter()

  endpoint(routes, 'GET /api/namespaces/:namespace/functions/:name/files', {
    answer: ({ params }) => cluster.listFiles(params),
  })

  endpoint(routes, 'GET /api/namespaces/:namespace/functions/:name/files/text', {
    query: (given) => ({ path: given.only('path')('path') ?? '' }),
    answer({ params, query }) {
      refuseProblems(filePathProblems(query.path))
      return cluster.readFileText(params, query.path)
    },
  })

  endpoint(routes, 'PUT /api/namespaces/:namespace/functions/:name/files', {
    body: readFilesChange,
    async answer({ params, body, context }) {
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
      refuseProblems(fileChangeProblems(body.changes))
      const change = await cluster.composeFilesChange(params, body)
      checkSpec(change)
      context.facts = { rvBefore: body.resourceVersion }
      return noted(context, await cluster.changeFunction(params, change))
    },
  })

  return routes
}
