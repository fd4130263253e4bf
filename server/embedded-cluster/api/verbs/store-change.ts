/** The last step of a write: into the store, or, when it is a dry run, nearly. */
import type { ApiObject } from '../json.ts'
import { collectionOf } from '../kinds/kind.ts'
import type { Decision } from '../store/store.ts'
import type { Call } from './context.ts'

/** Decides on the newest state and answers with the object as it is then. */
export async function store(
  { cluster, kind }: Pick<Call, 'cluster' | 'kind'>,
  object: { metadata: { namespace?: string; name: string } },
  { isDryRun }: { isDryRun: boolean },
  decide: (current: ApiObject | undefined) => Decision,
): Promise<ApiObject> {
  const namespace = object.metadata.namespace ?? ''
  const { name } = object.metadata
  if (isDryRun) {
    const current = cluster.store.get(collectionOf(kind), namespace, name)
    const decision = decide(current)
    if ('put' in decision) return decision.put
    if ('remove' in decision) return decision.remove
    return current ?? missing()
  }
  const target = { collection: collectionOf(kind), namespace, name, isVolatile: kind.isVolatile }
  return (await cluster.store.change(target, decide)).object
}

function missing(): never {
  throw new Error('there is nothing to keep')
}
