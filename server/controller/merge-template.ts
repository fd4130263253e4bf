/** The Deployment fragment of a Function, completed by the one that `kubeless-config` has for all of them. */
import type { DeploymentFragment } from '../functions/objects.ts'
import { isRecord, isUnset } from './json.ts'
import type { Fields } from './json.ts'

/** What the function says wins; what it leaves open is filled. Lists of named things are put together. */
export function mergeTemplate(own: DeploymentFragment, base: DeploymentFragment): DeploymentFragment {
  return merged(own, base, '') as DeploymentFragment
}

/** By what two entries of these lists are the same. */
const identities: Record<string, string> = {
  env: 'name',
  ports: 'containerPort',
  volumeMounts: 'mountPath',
  volumes: 'name',
  imagePullSecrets: 'name',
}

function merged(own: unknown, base: unknown, field: string): unknown {
  if (isUnset(own)) return base ?? own
  if (isRecord(own) && isRecord(base)) return mergedRecords(own, base)
  if (!Array.isArray(own) || !Array.isArray(base)) return own
  if (field === 'containers' || field === 'initContainers') return mergedByPlace(own, base)
  const identity = identities[field]
  return identity === undefined ? own : appended(own, base, identity)
}

function mergedRecords(own: Fields, base: Fields): Fields {
  const fields = new Set([...Object.keys(own), ...Object.keys(base)])
  return Object.fromEntries([...fields].map((field) => [field, merged(own[field], base[field], field)]))
}

function mergedByPlace(own: unknown[], base: unknown[]): unknown[] {
  const length = Math.max(own.length, base.length)
  return Array.from({ length }, (_, at) => merged(own[at], base[at], ''))
}

function appended(own: unknown[], base: unknown[], identity: string): unknown[] {
  const known = new Set(own.map((item) => (isRecord(item) ? item[identity] : undefined)))
  return [...own, ...base.filter((item) => !isRecord(item) || !known.has(item[identity]))]
}
