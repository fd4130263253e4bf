/**
 * The access token of a dashboard in a cluster: in a Secret, which is shipped empty and filled by the first
 * pod that finds it so. Whoever may read Secrets there may do worse than sign in here, and nobody else sees it.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../contract/errors.ts'
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from './client.ts'
import { KubernetesError, isConflict, toAppError } from './errors.ts'

export interface AuthSecret {
  /** Undefined until it has been read, and when there is nothing to rely on: then nobody is let in. */
  token(): string | undefined
  /** Why there is none, and the command that mends it as `hint`. */
  problem(): Problem | undefined
  close(): Promise<void>
}

export interface AuthSecretOptions {
  client: KubernetesClient
  namespace: string
  /** Told when another token counts from now on, or none; not about the first one. */
  onChange?: () => void
  /** How often it is read again, in milliseconds. */
  everyMs?: number
}

interface Secret extends KubeObject {
  type?: string
  data?: Record<string, string> | null
}

const secretName = 'kubeless-ui-auth'
const usualEveryMs = 20_000
const afterProblemMs = 3_000
const mostAttempts = 5
const shortest = 16

/** The command that prints the token. */
export function tokenCommandOf(namespace: string): string {
  return `kubectl -n ${namespace} get secret ${secretName} -o go-template='{{.data.token|base64decode}}'`
}

/** Reads at once, and again and again. Without the API the last known token goes on counting. */
export function followAuthSecret(options: AuthSecretOptions): AuthSecret {
  const { client, namespace, onChange, everyMs = usualEveryMs } = options
  const closing = new AbortController()
  let token: string | undefined
  let problem: Problem | undefined = unread
  let hadToken = false

  const set = (next: string | undefined, because?: Problem) => {
    const isNews = hadToken && next !== token
    token = next
    problem = because
    hadToken ||= next !== undefined
    if (isNews) onChange?.()
  }

  const look = async () => {
    try {
      const found = await readOrFill(client, namespace, closing.signal)
      if (found.length >= shortest) set(found)
      else set(undefined, tooShort(namespace))
    } catch (error) {
      if (closing.signal.aborted) return
      const isRefused = error instanceof KubernetesError && (error.code === 403 || error.code === 404)
      if (isRefused || token === undefined) set(undefined, problemOf(error, namespace))
    }
  }

  const run = async () => {
    while (!closing.signal.aborted) {
      await look()
      const pause = problem ? Math.min(afterProblemMs, everyMs) : everyMs
      await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const running = run()

  return {
    token: () => token,
    problem: () => problem,
    async close() {
      closing.abort()
      await running
    },
  }
}

/** Two that find it empty at once: the API takes the first one's, and the second reads what it says. */
async function readOrFill(client: KubernetesClient, namespace: string, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const found = await client.get<Secret>(resources.secrets, { namespace, name: secretName }, { signal })
    const there = found.data?.['token']
    if (there) return Buffer.from(there, 'base64').toString('utf8').trim()
    const made = `kui_${randomBytes(32).toString('base64url')}`
    const data = { ...found.data, token: Buffer.from(made).toString('base64') }
    try {
      await client.replace(resources.secrets, { ...found, data }, { signal })
      return made
    } catch (error) {
      if (!isConflict(error) || attempt >= mostAttempts) throw error
    }
  }
}

const unread: Problem = {
  code: 'api_unavailable',
  message: 'The Secret with the access token has not been read yet.',
}

function tooShort(namespace: string): Problem {
  return {
    code: 'unauthenticated',
    message: `The token in Secret ${secretName} has fewer than ${shortest} characters.`,
    hint: `kubectl -n ${namespace} patch secret ${secretName} --type=json -p '[{"op":"remove","path":"/data/token"}]'`,
  }
}

function problemOf(error: unknown, namespace: string): Problem {
  const code = error instanceof KubernetesError ? error.code : undefined
  if (code === 404)
    return {
      code: 'not_found',
      message: `Namespace ${namespace} has no Secret ${secretName}, which holds the access token.`,
      hint: `kubectl -n ${namespace} create secret generic ${secretName}`,
    }
  if (code === 403)
    return {
      code: 'forbidden',
      message: `The dashboard's account may not read or fill Secret ${secretName} in namespace ${namespace}.`,
      hint: 'kubectl apply -f k8s.yaml',
    }
  const answer = error instanceof KubernetesError ? toAppError(error) : undefined
  return {
    code: answer?.code ?? 'internal',
    message: `The access token cannot be read: ${answer?.message ?? String(error)}`,
    hint: `kubectl -n ${namespace} get secret ${secretName}`,
  }
}
