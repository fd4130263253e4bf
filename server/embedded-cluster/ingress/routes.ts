/** Worked out on paper: which Service a request is for, by the rules of all Ingresses, and under which path it arrives there. */
import type { Ingress, IngressRule } from '../../functions/trigger-objects.ts'

type IngressPath = NonNullable<IngressRule['http']>['paths'][number]

/** Where a request goes. */
export interface Route {
  /** Whose rule it is: its annotations say what else is to be done. */
  ingress: Ingress
  namespace: string
  service: string
  /** Name or number, as the rule gives it. */
  port: string | number
  /** Path and query as the Service gets them. */
  path: string
}

interface Rule {
  ingress: Ingress
  host: string
  path: IngressPath
}

export interface Routes {
  /** `host` without port, `path` with its query as it came. */
  find(host: string, path: string): Route | undefined
}

/** The more exact rule wins: a whole host before `*.domain` before none, an exact path before a longer before a shorter one. */
export function routesOf(ingresses: readonly Ingress[]): Routes {
  const rules = ingresses
    .flatMap((ingress) =>
      (ingress.spec?.rules ?? []).flatMap(({ host = '', http }) =>
        (http?.paths ?? []).map((path): Rule => ({ ingress, host: host.toLowerCase(), path })),
      ),
    )
    .sort(byExactness)
  return {
    find(host, target) {
      const { path, query } = split(target)
      // The rules of a host are all it has: what they leave out is not looked for under a wider one.
      const best = rules.find((one) => isHost(one.host, host.toLowerCase()))?.host
      const rule = rules.find((one) => one.host === best && isPath(one, path))
      const { service } = rule?.path.backend ?? {}
      if (!rule || !service) return undefined
      return {
        ingress: rule.ingress,
        namespace: rule.ingress.metadata.namespace ?? '',
        service: service.name,
        port: service.port?.name ?? service.port?.number ?? '',
        path: rewritten(rule, path) + query,
      }
    },
  }
}

function byExactness(a: Rule, b: Rule): number {
  return (
    hostRank(b.host) - hostRank(a.host) ||
    b.host.length - a.host.length ||
    Number(b.path.pathType === 'Exact') - Number(a.path.pathType === 'Exact') ||
    (b.path.path ?? '').length - (a.path.path ?? '').length ||
    (nameOf(a) < nameOf(b) ? -1 : 1)
  )
}

function hostRank(host: string): number {
  return host === '' ? 0 : host.startsWith('*.') ? 1 : 2
}

function nameOf({ ingress: { metadata } }: Rule): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

/** A rule without host answers for this machine only: no other name that is made to point here gets in by it. */
function isHost(rule: string, host: string): boolean {
  if (rule === '') return isLocal(host)
  if (!rule.startsWith('*.')) return rule === host
  const [first, ...rest] = host.split('.')
  return Boolean(first) && rest.join('.') === rule.slice(2)
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '127.0.0.1' || host === '[::1]'
}

/** With a rewrite, nginx takes a path for the beginning of any longer one, in capitals or not. */
function isPath({ ingress, path: { path: wanted = '/', pathType } }: Rule, path: string): boolean {
  if (pathType === 'Exact') return path === wanted
  if (rewriteTarget(ingress) !== undefined && pathType === 'ImplementationSpecific')
    return path.toLowerCase().startsWith(wanted.toLowerCase())
  if (pathType === 'ImplementationSpecific') return path.startsWith(wanted)
  // Prefix goes by whole segments.
  const prefix = wanted.replace(/\/+$/, '')
  return path === prefix || path.startsWith(`${prefix}/`)
}

/** The whole path is replaced, what came behind the rule's own included: so does nginx without groups in the path. */
function rewritten({ ingress }: Rule, path: string): string {
  const target = rewriteTarget(ingress)
  return target === undefined ? path : target.startsWith('/') ? target : `/${target}`
}

function rewriteTarget({ metadata }: Ingress): string | undefined {
  return metadata.annotations?.['nginx.ingress.kubernetes.io/rewrite-target'] || undefined
}

/** The annotation of that name in nginx's spelling or the older one. */
export function annotationOf({ metadata }: Ingress, name: string): string | undefined {
  return (
    metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`] ??
    metadata.annotations?.[`ingress.kubernetes.io/${name}`]
  )
}

function split(target: string): { path: string; query: string } {
  const at = target.indexOf('?')
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at) }
}
