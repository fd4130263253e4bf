/** PUT: an object takes the place of the stored one. Also the end of every change: storing it, or removing what only waited for its last finalizer. */
import type { ApiObject } from '../json.ts'
import { listAt } from '../json.ts'
import type { Decision } from '../store/store.ts'
import { badRequest, notFound } from '../status.ts'
import { answerText } from '../wire/answer.ts'
import { readBody } from '../wire/body.ts'
import { wantedBy } from '../wire/media-types.ts'
import { checkPlace } from './admission.ts'
import type { Call } from './context.ts'
import { managerOf } from './context.ts'
import { decode } from './decode.ts'
import { changedObject } from './prepare.ts'
import type { Writer } from './prepare.ts'
import { represent } from './represent.ts'
import { store } from './store-change.ts'
import { writeOptionsOf } from './write-options.ts'

export async function update(call: Call): Promise<void> {
  const { cluster, info, kind, request } = call
  const wanted = wantedBy(request.headers.accept, info.query, { isCustom: kind.custom !== undefined })
  const options = writeOptionsOf(info.query, 'UpdateOptions')
  const decoded = decode(call, await readBody(request), options)
  const body = checkName(call, checkPlace(call, decoded))
  const writer: Writer = {
    manager: managerOf(call),
    operation: 'Update',
    subresource: info.subresource || undefined,
  }
  const stored = await store(call, body, options, (current) => {
    if (!current) throw notFound(kind, info.name)
    return decisionFor(current, changedObject(call, current, body, writer))
  })
  answerText(call, 200, represent(stored, kind, wanted, info.query, cluster.now()), wanted)
}

/** What a changed object means for the store: nothing, a new state, or the end of one that was to be deleted. */
export function decisionFor(current: ApiObject, next: ApiObject): Decision {
  if (next === current) return { keep: true }
  return isOver(next) ? { remove: next } : { put: next }
}

/** Whether an object was only waiting for its finalizers, and has none left. */
function isOver({ metadata, ...rest }: ApiObject): boolean {
  if (!metadata.deletionTimestamp || (metadata.finalizers?.length ?? 0) > 0) return false
  if (rest.kind === 'Namespace' && listAt(rest, 'spec', 'finalizers').length > 0) return false
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0
}

function checkName({ info }: Call, body: ApiObject): ApiObject {
  const { name } = body.metadata
  if (name === '')
    throw badRequest(`the name of the object (based on URL) was undeterminable: name must be provided`)
  if (name !== info.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`)
  return body
}
