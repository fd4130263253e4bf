/** What the client's owner may do with functions, and what to ask for where that is not enough. */
import type { FunctionAction, MissingRight, NamespaceAccess } from '../contract/access.ts'
import { grantYaml } from '../functions/grant.ts'
import type { Right } from '../functions/grant.ts'
import type { KubernetesClient } from './client.ts'
import { toAppError } from './errors.ts'
import { mayDo, whoAmI } from './reviews.ts'

const functions = { group: 'kubeless.io', resource: 'functions' }

/** The rights each action needs first; calls other than GET and POST need further verbs of the same resource. */
const needed: Record<FunctionAction, Right> = {
  create: { verb: 'create', ...functions },
  change: { verb: 'update', ...functions },
  delete: { verb: 'delete', ...functions },
  invoke: { verb: 'create', group: '', resource: 'services/proxy' },
  readLogs: { verb: 'get', group: '', resource: 'pods/log' },
}

/** What it takes to see anything: asked for together with what is missing, so that one grant is enough. */
export const toLook: readonly Right[] = [
  ...['get', 'list', 'watch'].flatMap((verb) => [
    { verb, group: 'kubeless.io', resource: 'functions' },
    { verb, group: 'apps', resource: 'deployments' },
    { verb, group: 'apps', resource: 'replicasets' },
    { verb, group: '', resource: 'pods' },
    { verb, group: '', resource: 'services' },
    { verb, group: '', resource: 'events' },
  ]),
]

const keptMs = 30_000
const mostKept = 1000

export interface AccessReviews {
  /** Asks the API at most twice a minute for each namespace. Rejects with `AppError`. */
  of(namespace: string): Promise<NamespaceAccess>
}

export function startAccessReviews(client: KubernetesClient, now: () => number): AccessReviews {
  const kept = new Map<string, { until: number; access: Promise<NamespaceAccess> }>()
  let self: Promise<string | undefined> | undefined
  const name = () => {
    self ??= whoAmI(client)
    self.catch(() => (self = undefined))
    return self
  }
  return {
    of(namespace) {
      const known = kept.get(namespace)
      if (known && known.until > now()) return known.access
      for (const [old, { until }] of kept) if (until <= now() || kept.size >= mostKept) kept.delete(old)
      const access = review(client, namespace, name).catch((error: unknown) => {
        kept.delete(namespace)
        throw toAppError(error)
      })
      kept.set(namespace, { until: now() + keptMs, access })
      return access
    },
  }
}

async function review(
  client: KubernetesClient,
  namespace: string,
  name: () => Promise<string | undefined>,
): Promise<NamespaceAccess> {
  const actions = Object.entries(needed) as [FunctionAction, Right][]
  const answers = await Promise.all(
    actions.map(async ([action, right]) => ({
      action,
      right,
      isAllowed: await mayDo(client, right, { namespace }),
    })),
  )
  const lacking = answers.filter(({ isAllowed }) => !isAllowed)
  const may = Object.fromEntries(answers.map(({ action, isAllowed }) => [action, isAllowed]))
  const missing: MissingRight[] = lacking.map(({ action, right }) => ({ action, needs: wordsOf(right) }))
  const user = lacking.length > 0 ? await name() : undefined
  const verbs = lacking.flatMap(({ action, right }) => (action === 'invoke' ? callVerbs : [right]))
  return {
    namespace,
    may: may as NamespaceAccess['may'], // From the keys of `needed`, which `fromEntries` does not say.
    missing,
    ...(user && { grant: grantYaml({ user, namespace, rights: verbs }) }),
  }
}

/** Each HTTP method is a verb of its own. */
const callVerbs: Right[] = ['get', 'create', 'update', 'patch', 'delete'].map((verb) => ({
  ...needed.invoke,
  verb,
}))

function wordsOf({ verb, group, resource }: Right): string {
  return `${verb} ${group === '' ? resource : `${resource}.${group}`}`
}
