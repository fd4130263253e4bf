/** Writes the `status` of Functions, where their CRD has one: upstream's has not. */
import type { FunctionObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { isNotFound } from '../kubernetes/errors.ts'
import type { Clock } from '../kubernetes/clock.ts'
import { isSameState } from './conditions.ts'
import type { FunctionState } from './conditions.ts'

export interface StatusWriter {
  /** Writes nothing when nothing differs. */
  write(fn: FunctionObject, state: FunctionState): Promise<void>
}

/** A CRD may be replaced by ours while we run: after so long we look again. */
const lookAgainMs = 300_000

export function createStatusWriter(client: KubernetesClient, clock: Clock): StatusWriter {
  let absentUntil = 0
  return {
    async write(fn, state) {
      if (isSameState(fn.status, state) || clock.now() < absentUntil) return
      const { namespace, name } = fn.metadata
      const ref = { namespace, name }
      try {
        await client.patch(resources.functions, ref, { merge: { status: state } }, { subresource: 'status' })
      } catch (error) {
        if (!isNotFound(error)) throw error
        // Either the function has gone, or its kind has no status.
        const isThere = await client.get(resources.functions, ref).then(
          () => true,
          () => false,
        )
        if (isThere) absentUntil = clock.now() + lookAgainMs
      }
    },
  }
}
