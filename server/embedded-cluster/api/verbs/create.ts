/** POST to a collection: a new object. */
import { collectionOf } from '../kinds/kind.ts'
import type { ApiObject } from '../json.ts'
import { alreadyExists, methodNotAllowed, refusal } from '../status.ts'
import { answerText } from '../wire/answer.ts'
import { readBody } from '../wire/body.ts'
import { wantedBy } from '../wire/media-types.ts'
import { checkNamespace } from './admission.ts'
import type { Call } from './context.ts'
import { managerOf } from './context.ts'
import { decode } from './decode.ts'
import { newObject } from './prepare.ts'
import type { Writer } from './prepare.ts'
import { represent } from './represent.ts'
import { store } from './store-change.ts'
import type { WriteOptions } from './write-options.ts'
import { writeOptionsOf } from './write-options.ts'

export async function create(call: Call): Promise<void> {
  const { cluster, info, kind, request } = call
  const wanted = wantedBy(request.headers.accept, info.query, { isCustom: kind.custom !== undefined })
  const options = writeOptionsOf(info.query, 'CreateOptions')
  const body = decode(call, await readBody(request), options)
  if (info.name !== '') {
    // A POST to a name: built-in kinds do not know it, custom ones answer as if it were the collection.
    if (!kind.custom) throw methodNotAllowed()
    if (cluster.store.get(collectionOf(kind), info.namespace, info.name)) throw alreadyExists(kind, info.name)
  }
  const made = await createObject(call, body, options)
  // So that objects of a new kind can be made as soon as its definition is answered.
  if (kind.kind === 'CustomResourceDefinition') await cluster.lifecycle.settled()
  answerText(call, 201, represent(made, kind, wanted, info.query, cluster.now()), wanted)
}

/** Stores a decoded object as a new one; a generated name that is taken is made anew. */
export async function createObject(
  call: Call,
  body: ApiObject,
  options: WriteOptions,
  writer: Writer = { manager: managerOf(call), operation: 'Update' },
): Promise<ApiObject> {
  for (let attempt = 0; ; attempt++) {
    const object = newObject(call, body, writer)
    checkNamespace(call, object)
    try {
      return await store(call, object, options, (current) => {
        if (current) throw alreadyExists(call.kind, object.metadata.name)
        return { put: object }
      })
    } catch (error) {
      const isGenerated = !body.metadata.name && body.metadata.generateName
      if (!isGenerated || !(error instanceof Error) || !error.message.endsWith('already exists')) throw error
      if (attempt >= 7)
        throw refusal(
          409,
          'AlreadyExists',
          `${error.message}, the server was not able to generate a unique name for the object`,
        )
    }
  }
}
