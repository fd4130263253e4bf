/**
 * A spec becomes a `functions.kubeless.io` object. What a client may say is scalar; the fragments of a
 * Deployment and a Service that Kubeless merges unfiltered into what it creates are put together here
 * and nowhere else, so that no client can ask for a privileged pod.
 */
import type { EnvVariable, FunctionSpec } from '../contract/functions.ts'
import { defaultPort, defaultTimeoutSeconds, descriptionAnnotation, ownFragment, specOf } from './details.ts'
import type { WholeSpec } from './details.ts'
import { selectorOf } from './objects.ts'
import type { Container, ContainerEnv, DeploymentFragment, FunctionObject, ServiceSpec } from './objects.ts'

/** Upstream's controller looks at the spec only: what is not in it needs this beside it to be noticed (W7). */
export const changeAnnotation = 'dashboard.kubeless.io/change'

/** A new object. `checksum` is that of the decoded code; empty when it cannot be known (URLs). */
export function functionObject(spec: FunctionSpec, checksum: string): FunctionObject {
  const whole = wholeSpec(spec)
  const blank: FunctionObject = {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name: whole.name, namespace: whole.namespace },
    spec: {
      runtime: whole.runtime,
      handler: whole.handler,
      function: whole.code,
      'function-content-type': whole.contentType,
      checksum,
      timeout: String(whole.timeoutSeconds),
      deps: whole.deps,
      service: serviceFor(whole.name, whole.port),
    },
  }
  return withScalars(blank, whole, specOf(blank))
}

/**
 * The object as it should be stored, made from the one that is: only what differs is touched, so fields
 * of other clients, sidecars, `valueFrom`, finalizers and the rest stay. `nonce` is any text not used before.
 */
export function changedFunctionObject(
  live: FunctionObject,
  spec: FunctionSpec,
  { checksum, nonce }: { checksum: string; nonce: string },
): FunctionObject {
  const wanted = wholeSpec(spec)
  const present = specOf(live)
  const next: NonNullable<FunctionObject['spec']> = { ...live.spec }
  if (wanted.runtime !== present.runtime) next.runtime = wanted.runtime
  if (wanted.handler !== present.handler) next.handler = wanted.handler
  if (wanted.code !== present.code) next.function = wanted.code
  if (wanted.deps !== present.deps) next.deps = wanted.deps
  if (wanted.contentType !== present.contentType || !next['function-content-type'])
    next['function-content-type'] = wanted.contentType
  if (wanted.timeoutSeconds !== present.timeoutSeconds || !next.timeout)
    next.timeout = String(wanted.timeoutSeconds)
  if (checksum !== present.checksum) next.checksum = checksum
  const ports = next.service?.ports ?? []
  if (ports.length === 0) next.service = serviceFor(wanted.name, wanted.port)
  else {
    const [first, ...others] = ports
    const port =
      wanted.port === present.port ? first : { ...first, port: wanted.port, targetPort: wanted.port }
    next.service = {
      ...next.service,
      selector: selectorOf(wanted.name),
      ports: [port, ...others].filter((candidate) => candidate !== undefined),
    }
  }
  const changed = withScalars({ ...live, spec: next }, wanted, present)
  return needsCompanion(wanted, present, checksum)
    ? withTemplateAnnotation(changed, changeAnnotation, nonce)
    : changed
}

/** Whether two specs ask for the same. */
export function isSameSpec(a: WholeSpec, b: WholeSpec): boolean {
  return (
    canonical({ ...a, env: [...a.env].sort(byName) }) === canonical({ ...b, env: [...b.env].sort(byName) })
  )
}

/** JSON whose keys are in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

function wholeSpec(spec: FunctionSpec): WholeSpec {
  return {
    name: spec.name,
    namespace: spec.namespace,
    runtime: spec.runtime,
    handler: spec.handler,
    code: spec.code,
    deps: spec.deps ?? '',
    contentType: spec.contentType ?? 'text',
    checksum: spec.checksum ?? '',
    timeoutSeconds: spec.timeoutSeconds ?? defaultTimeoutSeconds,
    env: spec.env ?? [],
    cpu: spec.cpu ?? '',
    memory: spec.memory ?? '',
    ...(spec.replicas !== undefined && { replicas: spec.replicas }),
    port: spec.port ?? defaultPort,
    labels: spec.labels ?? {},
    description: spec.description ?? '',
  }
}

function serviceFor(name: string, port: number): ServiceSpec {
  return {
    type: 'ClusterIP',
    ports: [{ name: 'http-function-port', port, targetPort: port, protocol: 'TCP' }],
    selector: selectorOf(name),
  }
}

/** Writes what lives in metadata and in the Deployment fragment. */
function withScalars(object: FunctionObject, wanted: WholeSpec, present: WholeSpec): FunctionObject {
  const { metadata, spec } = object
  const annotations = { ...metadata.annotations }
  if (wanted.description !== present.description) {
    if (wanted.description === '') delete annotations[descriptionAnnotation]
    else annotations[descriptionAnnotation] = wanted.description
  }
  const { annotations: _, ...rest } = metadata
  return {
    ...object,
    metadata: {
      ...rest,
      labels: { ...wanted.labels, ...selectorOf(metadata.name) },
      ...((metadata.annotations || Object.keys(annotations).length > 0) && { annotations }),
    },
    spec: { ...spec, ...deploymentFor(object, wanted, present) },
  }
}

function deploymentFor(
  object: FunctionObject,
  wanted: WholeSpec,
  present: WholeSpec,
): { deployment?: DeploymentFragment } {
  const fragment = object.spec?.deployment ?? {}
  const isSameContainer =
    canonical(wanted.env) === canonical(present.env) &&
    wanted.cpu === present.cpu &&
    wanted.memory === present.memory
  const isSameCount = wanted.replicas === undefined || wanted.replicas === present.replicas
  if (isSameContainer && isSameCount) return {}
  const template = fragment.spec?.template
  const [, ...sidecars] = template?.spec?.containers ?? []
  const own = isSameContainer ? undefined : containerFor(ownFragment(object), wanted, present)
  return {
    deployment: {
      ...fragment,
      spec: {
        ...fragment.spec,
        ...(wanted.replicas !== undefined && { replicas: wanted.replicas }),
        ...(own && {
          template: { ...template, spec: { ...template?.spec, containers: [own, ...sidecars] } },
        }),
      },
    },
  }
}

function containerFor(live: Container | undefined, wanted: WholeSpec, present: WholeSpec): Container {
  const limits = { ...live?.resources?.limits }
  const requests = { ...live?.resources?.requests }
  for (const kind of ['cpu', 'memory'] as const) {
    if (wanted[kind] === present[kind]) continue
    delete limits[kind]
    delete requests[kind]
    if (wanted[kind] !== '') limits[kind] = requests[kind] = wanted[kind]
  }
  const { resources, ...rest } = live ?? { name: wanted.name }
  const hasResources = Object.keys(limits).length + Object.keys(requests).length > 0
  return {
    ...rest,
    env: envFor(live?.env ?? [], wanted.env),
    ...((hasResources || resources) && {
      resources: { ...resources, limits, requests },
    }),
  }
}

/** What takes its value from elsewhere stays where it stands, unless a plain variable takes its name. */
function envFor(live: ContainerEnv[], wanted: EnvVariable[]): ContainerEnv[] {
  const names = new Set(wanted.map(({ name }) => name))
  const fromElsewhere = live.filter(({ name, valueFrom }) => valueFrom && !names.has(name))
  return [...wanted.map(({ name, value }) => ({ name, value })), ...fromElsewhere]
}

/** Whether something changes that upstream's controller would not act on by itself. */
function needsCompanion(wanted: WholeSpec, present: WholeSpec, checksum: string): boolean {
  const isSilent =
    wanted.runtime !== present.runtime || canonical(wanted.labels) !== canonical(present.labels)
  return isSilent || (checksum === '' && wanted.code !== present.code)
}

function withTemplateAnnotation(object: FunctionObject, name: string, value: string): FunctionObject {
  const fragment = object.spec?.deployment ?? {}
  const template = fragment.spec?.template ?? {}
  const annotations = { ...template.metadata?.annotations, [name]: value }
  const marked = { ...template, metadata: { ...template.metadata, annotations } }
  return {
    ...object,
    spec: { ...object.spec, deployment: { ...fragment, spec: { ...fragment.spec, template: marked } } },
  }
}

function byName(a: EnvVariable, b: EnvVariable): number {
  return a.name < b.name ? -1 : 1
}
