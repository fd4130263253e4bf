/** Name and password, where an Ingress asks for them: annotations `auth-type: basic` and `auth-secret`. */
import type { KubeObject } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { Ingress } from '../../functions/trigger-objects.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isNotFound } from '../../kubernetes/errors.ts'
import { verify } from './htpasswd.ts'
import { annotationOf } from './routes.ts'

interface Secret extends KubeObject {
  data?: Record<string, string>
}

/** Whether a request with this Authorization header may pass. What cannot be checked may not. */
export async function isAllowed(
  client: KubernetesClient,
  ingress: Ingress,
  authorization: string | undefined,
  log: (message: string) => void,
): Promise<boolean> {
  if (annotationOf(ingress, 'auth-type') !== 'basic') return true
  const credentials = credentialsIn(authorization)
  if (!credentials) return false
  const { namespace = '', name: own } = ingress.metadata
  const text = annotationOf(ingress, 'auth-secret') ?? ''
  // `namespace/name` is allowed; only of the Ingress's own namespace, as nginx does since it was abused.
  const name = text.startsWith(`${namespace}/`) ? text.slice(namespace.length + 1) : text
  const secret = await readSecret(client, namespace, name)
  if (!secret) {
    log(
      `Ingress ${namespace}/${own} asks for passwords of Secret ${name}, which is not there: nobody gets in`,
    )
    return false
  }
  const verdict = verify(htpasswdIn(secret), credentials.name, credentials.password)
  if (verdict === 'unreadable')
    log(
      `Secret ${namespace}/${name} holds a password that is not read here; write it with htpasswd -m (MD5) or -s (SHA)`,
    )
  return verdict === 'right'
}

function credentialsIn(authorization: string | undefined): { name: string; password: string } | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const at = text.indexOf(':')
  return at < 0 ? undefined : { name: text.slice(0, at), password: text.slice(at + 1) }
}

async function readSecret(
  client: KubernetesClient,
  namespace: string,
  name: string,
): Promise<Secret | undefined> {
  try {
    return await client.get<Secret>(resources.secrets, { namespace, name })
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** Key `auth` is a whole file; without it each key is a name and its value the password, as nginx's `auth-map`. */
function htpasswdIn({ data = {} }: Secret): string {
  const decoded = (value: string) => Buffer.from(value, 'base64').toString('utf8')
  if (data['auth'] !== undefined) return decoded(data['auth'])
  return Object.entries(data)
    .map(([name, value]) => `${name}:${decoded(value)}`)
    .join('\n')
}
