/** What is wired and what is not. */
import type { Router } from 'express'
import type { ReadinessCheck } from '../../contract/readiness.ts'
import { endpoint } from '../endpoint.ts'
import type { AuthSettings, Parts } from '../parts.ts'
import { newRouter } from '../router.ts'

export function readinessRoutes({ cluster, auth }: Parts): Router {
  const routes = newRouter()
  endpoint(routes, 'GET /api/readiness', {
    answer: async () => [...(await cluster.readiness()), signInCheck(auth)],
  })
  return routes
}

function signInCheck({ mode, problem, users }: AuthSettings): ReadinessCheck {
  const about = { id: 'sign-in', name: 'Sign-in' } as const
  if (problem)
    return {
      ...about,
      state: 'failed',
      message: problem.message,
      ...(problem.hint && { command: problem.hint }),
    }
  if (mode === 'none')
    return {
      ...about,
      state: 'warning',
      message: 'Nobody is asked who they are: whoever reaches this address can run code.',
    }
  const ways = {
    token: users ? 'With the access token, or a Kubernetes token of one’s own.' : 'With the access token.',
    kubernetes: 'With a Kubernetes token of one’s own, and its rights.',
    forward: 'By the proxy in front of the dashboard.',
  }
  return { ...about, state: 'ok', message: ways[mode] }
}
