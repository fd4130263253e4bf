/** Warnings about what an object says, beyond what makes it invalid. */
import type { ApiObject, Json } from '../json.ts'
import { isObject, listAt, objectAt, textAt } from '../json.ts'
import type { Call } from './context.ts'

/** What the writer of an object should know; said only when it was written. */
export function warnAbout({ kind, warnings }: Call, object: ApiObject): void {
  if (kind.kind === 'Ingress' && object.metadata.annotations?.['kubernetes.io/ingress.class'])
    warnings.push(
      `annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`,
    )
  const path = templatePath[kind.kind]
  if (path === undefined) return
  const spec = path.length === 0 ? objectAt(object, 'spec') : objectAt(object, ...path, 'spec')
  for (const list of ['containers', 'initContainers'])
    listAt(spec, list).forEach((container, index) =>
      warnings.push(
        ...repeatedEnv(
          container,
          [...(path.length === 0 ? [] : path), 'spec', `${list}[${index}]`].join('.'),
        ),
      ),
    )
}

const templatePath: Record<string, string[]> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}

function repeatedEnv(container: Json, at: string): string[] {
  const seen = new Set<string>()
  return listAt(container, 'env').flatMap((one, index) => {
    const name = isObject(one) ? (textAt(one, 'name') ?? '') : ''
    const isRepeated = seen.has(name)
    seen.add(name)
    return isRepeated
      ? [
          `${at}.env[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
        ]
      : []
  })
}
