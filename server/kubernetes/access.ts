/** What the client's owner may do with functions, and what to ask for where that is not enough. */
import type { FunctionAction, MissingRight, NamespaceAccess } from '../contract/access.ts'
import { grantYaml } from '../functions/grant.ts'
import type { Right } from '../functions/grant.ts'
import type { KubernetesClient } from './client.ts'
import { toAppError } from './errors.ts'
import { mayDo, whoAmI } from './reviews.ts'

const rightsTo = (group: string, resource: string, verbs: string[]): Right[] =>
  verbs.map((verb) => ({ verb, group, resource }))

/**
 * The rights that each action takes, the most telling first. One of them is enough to offer it: whoever may only GET can call,
 * and what is refused for want of another is refused in words.
 */
const needed: Record<FunctionAction, readonly Right[]> = {
  create: rightsTo('kubeless.io', 'functions', ['create']),
  change: rightsTo('kubeless.io', 'functions', ['update']),
  delete: rightsTo('kubeless.io', 'functions', ['delete']),
  // Each HTTP method is a verb of its own.
  invoke: rightsTo('', 'services/proxy', ['create', 'get', 'update', 'patch', 'delete']),
  readLogs: rightsTo('', 'pods/log', ['get']),
  changeAddresses: rightsTo('kubeless.io', 'httptriggers', ['create', 'update', 'delete']),
  changeSchedules: rightsTo('kubeless.io', 'cronjobtriggers', ['create', 'update', 'delete']),
  runSchedules: rightsTo('batch', 'jobs', ['create']),
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
/** Whoever was just granted something wants to see it. */
const keptWhenLackingMs = 5_000
const mostKept = 1000

export interface AccessReviews {
  /** What is allowed is asked for at most twice a minute in each namespace, what is not every five seconds. Rejects with `AppError`. */
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
      const entry = { until: now() + keptMs, access }
      kept.set(namespace, entry)
      access.then(
        ({ missing }) => {
          if (missing.length > 0) entry.until = now() + keptWhenLackingMs
        },
        () => undefined, // Told to whoever asked.
      )
      return access
    },
  }
}

async function review(
  client: KubernetesClient,
  namespace: string,
  name: () => Promise<string | undefined>,
): Promise<NamespaceAccess> {
  const actions = Object.entries(needed) as [FunctionAction, readonly Right[]][]
  const answers = await Promise.all(
    actions.map(async ([action, rights]) => ({
      action,
      rights,
      isAllowed: await mayDoOne(client, rights, namespace),
    })),
  )
  const lacking = answers.filter(({ isAllowed }) => !isAllowed)
  const may = Object.fromEntries(answers.map(({ action, isAllowed }) => [action, isAllowed]))
  const missing = lacking.map(({ action, rights }): MissingRight => ({ action, needs: wordsOf(rights) }))
  const user = lacking.length > 0 ? await name() : undefined
  const rights = lacking.flatMap((answer) => answer.rights)
  return {
    namespace,
    may: may as NamespaceAccess['may'], // From the keys of `needed`, which `fromEntries` does not say.
    missing,
    ...(user && { grant: grantYaml({ user, namespace, rights }) }),
  }
}

/** In order, since the first is nearly always enough. */
async function mayDoOne(client: KubernetesClient, rights: readonly Right[], namespace: string) {
  for (const right of rights) if (await mayDo(client, right, { namespace })) return true
  return false
}

function wordsOf([first]: readonly Right[]): string {
  return first
    ? `${first.verb} ${first.group === '' ? first.resource : `${first.resource}.${first.group}`}`
    : ''
}
