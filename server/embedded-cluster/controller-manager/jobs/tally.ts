/**
 * Counts the finished pods of Jobs, those that have been deleted meanwhile included. Kubernetes keeps a finalizer
 * on each pod until it is counted; here the counts in the status do, so that no pod ever waits for us.
 */
import type { Pod } from '../../../functions/objects.ts'
import type { Job } from '../kinds.ts'
import { countPods } from './plan.ts'
import type { JobPods } from './plan.ts'

export interface Tally {
  count(job: Job, pods: readonly Pod[]): JobPods
  forget(job: Job): void
}

interface Seen {
  succeeded: Set<string>
  failed: Set<string>
  /** Counted before we began to look. */
  before: { succeeded: number; failed: number }
}

export function startTally(): Tally {
  const jobs = new Map<string, Seen>()

  const seenOf = (job: Job, pods: readonly Pod[]): Seen => {
    const uid = job.metadata.uid ?? ''
    const known = jobs.get(uid)
    if (known) return known
    // What can be seen now is taken to be among what the status counts.
    const { succeeded, failed } = countPods(pods)
    const before = {
      succeeded: Math.max(0, (job.status?.succeeded ?? 0) - succeeded),
      failed: Math.max(0, (job.status?.failed ?? 0) - failed),
    }
    const seen = { succeeded: new Set<string>(), failed: new Set<string>(), before }
    jobs.set(uid, seen)
    return seen
  }

  return {
    count(job, pods) {
      const { succeeded, failed, before } = seenOf(job, pods)
      for (const { metadata, status } of pods) {
        if (status?.phase === 'Succeeded') succeeded.add(metadata.uid ?? '')
        if (status?.phase === 'Failed') failed.add(metadata.uid ?? '')
      }
      const visible = countPods(pods)
      return {
        ...visible,
        succeeded: before.succeeded + succeeded.size,
        failed: before.failed + failed.size,
      }
    },
    forget: (job) => jobs.delete(job.metadata.uid ?? ''),
  }
}
