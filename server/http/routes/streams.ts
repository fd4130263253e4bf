/** What is followed: what changes, and what functions write. */
import type { Router } from 'express'
import type { LogQuery } from '../../contract/logs.ts'
import { mostLogLines } from '../../contract/logs.ts'
import { AppError } from '../../errors.ts'
import { streamEndpoint } from '../endpoint.ts'
import type { Life } from '../life.ts'
import type { Parts } from '../parts.ts'
import type { Principal } from '../principal.ts'
import type { QueryParams } from '../query.ts'
import { badQuery } from '../refusals.ts'
import { newRouter } from '../router.ts'
import type { Slots } from '../slots.ts'

export function streamRoutes({ cluster }: Parts, { slots, life }: { slots: Slots; life: Life }): Router {
  const routes = newRouter()
  const common = {
    admit: ({ context }: { context: { principal?: Principal } }) => admit(slots, context.principal),
    stopping: life.streams,
  }

  streamEndpoint(routes, 'GET /api/events', {
    ...common,
    farewell: { type: 'bye' },
    events: ({ signal }) => cluster.changes(signal),
  })

  streamEndpoint(routes, 'GET /api/namespaces/:namespace/functions/:name/logs', {
    ...common,
    query: readLogQuery,
    events: ({ params, query, signal }) => cluster.followLogs(params, query, signal),
  })

  return routes
}

async function admit(slots: Slots, principal: Principal | undefined): Promise<() => void> {
  const release = await slots.take(principal)
  if (release === 'own')
    throw new AppError(429, 'too_many_streams', 'This session follows too many things at once.', {
      hint: 'Close another tab of Kubeless UI.',
      retryAfterSeconds: 5,
    })
  if (release === 'all')
    throw new AppError(503, 'stream_capacity', 'There is no room for another stream.', {
      hint: 'Try again later.',
      retryAfterSeconds: 10,
    })
  return release
}

function readLogQuery(params: QueryParams): LogQuery {
  const given = params.only('container', 'previous', 'since', 'until', 'tail')
  const [container, previous, since, until, tail] = ['container', 'previous', 'since', 'until', 'tail'].map(
    given,
  )
  if (container !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(container))
    throw badQuery('container', 'container is not the name of a container.')
  if (previous !== undefined && previous !== 'true' && previous !== 'false')
    throw badQuery('previous', 'previous is true or false.')
  if (since !== undefined && !isTime(since))
    throw badQuery('since', 'since is a time such as 2026-11-27T10:00:00Z.')
  if (until !== undefined && !isTime(until))
    throw badQuery('until', 'until is a time such as 2026-11-27T10:00:00Z.')
  if (since !== undefined && until !== undefined && Date.parse(until) < Date.parse(since))
    throw badQuery('until', 'until is a time after since.')
  if (tail !== undefined && !(/^\d{1,6}$/.test(tail) && Number(tail) <= mostLogLines))
    throw badQuery('tail', `tail is a whole number from 0 to ${mostLogLines}.`)
  return {
    container,
    ...(previous !== undefined && { previous: previous === 'true' }),
    since,
    until,
    ...(tail !== undefined && { tail: Number(tail) }),
  }
}

function isTime(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  )
}
