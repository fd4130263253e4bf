/**
 * Whose cluster a request works with: the dashboard's, or that of the person who signed in with a Kubernetes token.
 * No route decides that, so that none can forget it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestHandler } from 'express'
import { AppError } from '../errors.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { isTokenRefused } from '../kubernetes/errors.ts'
import type { KubernetesUser } from '../kubernetes/user-clusters.ts'
import { contextOf } from './request-context.ts'

export interface Callers {
  /** For routes: within a request of somebody with a cluster of their own it is that one. */
  cluster: Cluster
  /** Has to stand behind `authenticate`. */
  remember: RequestHandler
}

export function startCallers(own: Cluster): Callers {
  const callers = new AsyncLocalStorage<KubernetesUser>()
  const cluster = new Proxy(own, {
    get(_, name) {
      const caller = callers.getStore()
      if (!caller) return Reflect.get(own, name) as unknown
      const method = Reflect.get(caller.cluster(), name) as unknown
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(method, undefined, args)
        return result instanceof Promise ? result.catch((error: unknown) => refuse(error, caller)) : result
      }
    },
  })
  return {
    cluster,
    remember: (request, _response, next) => {
      const owner = contextOf(request).principal?.owner
      if (owner) callers.run(owner, next)
      else next()
    },
  }
}

/** A token that has ended, or was taken away, is the end of the session. */
function refuse(error: unknown, caller: KubernetesUser): never {
  if (!isTokenRefused(error)) throw error
  caller.close()
  throw new AppError(
    401,
    'session_expired',
    'The cluster does not accept your Kubernetes token any longer.',
    {
      hint: 'Sign in with a new one: kubectl -n <namespace> create token <service account>',
      cause: error,
    },
  )
}
