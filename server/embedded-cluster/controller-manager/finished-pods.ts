/** Pods that are over stay to be looked at, but not more of them than this. */
import { isNotFound } from '../../kubernetes/errors.ts'
import type { Context } from './context.ts'
import { kinds } from './kinds.ts'
import { createdAt, isFinished } from './pod-state.ts'

const mostFinished = 500

export function startFinishedPods(context: Context): void {
  const { watched, client, pods } = context
  const finished = new Set<string>()
  const queue = context.queue('finished pods', {
    workers: 1,
    sync: async () => {
      const over = watched.pods
        .list()
        .filter((pod) => isFinished(pod) && !pods.asDecided(pod).metadata.deletionTimestamp)
        .sort((a, b) => createdAt(a) - createdAt(b))
      for (const { metadata } of over.slice(0, Math.max(0, over.length - mostFinished))) {
        const { namespace, name, uid } = metadata
        await client
          .delete(kinds.pods, { namespace, name }, { uid, gracePeriodSeconds: 0 })
          .catch((error: unknown) => {
            if (!isNotFound(error)) throw error
          })
      }
    },
  })
  watched.pods.subscribe(({ type, object }) => {
    const uid = object.metadata.uid ?? ''
    if (type === 'DELETED') finished.delete(uid)
    else if (isFinished(object)) finished.add(uid)
    if (finished.size > mostFinished) queue.add('all')
  })
}
