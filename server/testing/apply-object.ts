/** Server-side apply, which nothing of ours does itself and `kubectl apply` does. */
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { KubeObject } from '../functions/objects.ts'
import type { Resource } from '../functions/resources.ts'
import { credentialsOf } from '../kubernetes/credentials.ts'
import { readTarget } from '../kubernetes/kubeconfig.ts'
import { pathOf } from '../kubernetes/paths.ts'

/** Rejects with what the API says when it refuses. */
export async function applyObject(
  kubeconfig: string,
  resource: Resource,
  object: KubeObject,
  fieldManager: string,
): Promise<void> {
  const target = readTarget({ kubeconfig })
  const { authorization, tls } = await credentialsOf(target).current()
  const { namespace, name } = object.metadata
  const path = pathOf(resource, {
    ...(resource.isNamespaced && { namespace }),
    name,
    query: { fieldManager, force: true, fieldValidation: 'Strict' },
  })
  await new Promise<void>((resolve, reject) => {
    const sent = request(new URL(path, target.server), {
      method: 'PATCH',
      ...tls,
      headers: { authorization, 'content-type': 'application/apply-patch+yaml' },
    })
    sent.on('error', reject)
    sent.on('response', (answer) => {
      text(answer).then((said) => {
        if ((answer.statusCode ?? 0) < 300) resolve()
        else reject(new Error(`${object.kind} ${name}: ${answer.statusCode} ${said}`))
      }, reject)
    })
    sent.end(JSON.stringify(object))
  })
}
