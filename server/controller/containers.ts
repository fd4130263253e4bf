/** The containers of a function's pod (Kubeless reference §2.5 to §2.7). */
import type { Container, ContainerEnv, Probe } from '../functions/objects.ts'
import { imageOf } from '../functions/runtime-images.ts'
import type { PhaseImage } from '../functions/runtime-images.ts'
import type { ControllerConfig } from './controller-config.ts'
import { digestOf } from './digest.ts'
import type { FunctionPort } from './function-port.ts'
import { installVolume, secretVolume, secretsFolder, sourceFolder } from './mounts.ts'
import { prepareScript } from './prepare-script.ts'
import type { ReadFunction } from './read-function.ts'
import { Refusal } from './refusal.ts'

/** A container that fails leaves the end of its log in the pod's status, where everybody can read why. */
const lastWords = { terminationMessagePolicy: 'FallbackToLogsOnError' } as const

/** The function's own container. */
export function functionContainer(fn: ReadFunction, port: FunctionPort): Container {
  const own = fn.ownContainer
  const phase = fn.version && imageOf(fn.version, 'runtime')
  if (!fn.hasOwnImage && !phase)
    throw new Refusal(
      'RuntimeIncomplete',
      fn.runtimeNote ||
        `kubeless-config names no image that runs ${fn.runtimeName}. Add one of phase "runtime" to runtime-images.`,
    )
  const liveness = own.livenessProbe ?? fn.runtime?.livenessProbeInfo ?? usualLiveness(port)
  const isInjected = !fn.hasOwnImage && phase !== undefined
  return {
    ...own,
    name: fn.name,
    ...(isInjected && { image: phase.image }),
    ...(isInjected && phase.command && !own.command && { command: ['sh', '-c', phase.command] }),
    env: functionEnv(fn, port, phase),
    ports: withPort(own.ports ?? [], port),
    ...(isInjected && { volumeMounts: [...(own.volumeMounts ?? []), volumeMountOf(fn)] }),
    livenessProbe: liveness,
    readinessProbe: own.readinessProbe ?? readinessLike(liveness),
    terminationMessagePolicy: own.terminationMessagePolicy ?? lastWords.terminationMessagePolicy,
  }
}

/** What brings the code in, installs and compiles, in the order in which they run. */
export function initContainers(fn: ReadFunction, config: ControllerConfig): Container[] {
  if (fn.hasOwnImage) return fn.podFragment.initContainers ?? []
  return [prepare(fn, config), install(fn), compile(fn)].filter((container) => container !== undefined)
}

function prepare(fn: ReadFunction, { provisionImage, provisionCommand }: ControllerConfig): Container {
  if (provisionImage === '')
    throw new Refusal(
      'ConfigInvalid',
      'ConfigMap kubeless-config has no provision-image, which brings the code into pods. Add it.',
    )
  return {
    name: 'prepare',
    image: provisionImage,
    imagePullPolicy: 'IfNotPresent',
    ...lastWords,
    ...(provisionCommand
      ? { command: provisionCommand, env: prepareEnv(fn) }
      : { command: ['sh', '-c'], args: [prepareScript(fn)] }),
    ...resourcesOf(fn),
    volumeMounts: [volumeMountOf(fn), { name: `${fn.name}-deps`, mountPath: sourceFolder }],
  }
}

function prepareEnv(fn: ReadFunction): ContainerEnv[] {
  return [
    { name: 'KUBELESS_INSTALL_VOLUME', value: installVolume },
    { name: 'KUBELESS_SOURCE', value: sourceFolder },
    { name: 'FUNC_RUNTIME', value: fn.runtimeName },
    { name: 'FUNC_FILE', value: fn.codeKey },
    { name: 'FUNC_CONTENT_TYPE', value: fn.contentType },
    { name: 'FUNC_CHECKSUM', value: fn.checksum },
    { name: 'FUNC_DEPS_FILE', value: fn.depsFile },
    { name: 'FUNC_DEPS_CHECKSUM', value: fn.deps === '' ? '' : `sha256:${digestOf(fn.deps)}` },
  ]
}

function install(fn: ReadFunction): Container | undefined {
  const isAsked = fn.deps !== '' || fn.contentType.includes('deps')
  const phase = fn.version && imageOf(fn.version, 'installation')
  return isAsked && phase ? phaseContainer(fn, 'install', phase) : undefined
}

function compile(fn: ReadFunction): Container | undefined {
  const phase = fn.version && imageOf(fn.version, 'compilation')
  return phase && phaseContainer(fn, 'compile', phase)
}

function phaseContainer(fn: ReadFunction, name: string, phase: PhaseImage): Container {
  const platform = {
    KUBELESS_INSTALL_VOLUME: installVolume,
    ...(fn.depsFile !== '' && { KUBELESS_DEPS_FILE: `${installVolume}/${fn.depsFile}` }),
    KUBELESS_FUNC_NAME: fn.parts?.entry ?? '',
    ...phase.env,
  }
  return {
    name,
    image: phase.image,
    imagePullPolicy: 'IfNotPresent',
    ...lastWords,
    ...(phase.command && { command: ['sh', '-c', phase.command] }),
    workingDir: installVolume,
    env: withPlatform(fn.ownContainer.env ?? [], platform),
    ...resourcesOf(fn),
    volumeMounts: [
      volumeMountOf(fn),
      ...(phase.secrets ?? []).map((secret) => ({
        name: secretVolume(secret.name),
        mountPath: `${secretsFolder}/${secret.name}`,
        readOnly: true,
      })),
    ],
  }
}

function functionEnv(
  { ownContainer, ...fn }: ReadFunction,
  { container: port }: FunctionPort,
  phase: PhaseImage | undefined,
): ContainerEnv[] {
  return withPlatform(ownContainer.env ?? [], {
    ...(fn.parts &&
      fn.code !== '' && {
        FUNC_HANDLER: fn.parts.entry,
        MOD_NAME: fn.parts.module,
        FUNC_TIMEOUT: fn.timeout,
        FUNC_RUNTIME: fn.runtimeName,
        FUNC_MEMORY_LIMIT: String(ownContainer.resources?.limits?.['memory'] ?? 0),
      }),
    FUNC_PORT: String(port),
    ...(fn.version && { KUBELESS_INSTALL_VOLUME: installVolume }),
    ...phase?.env,
    ...(!fn.hasOwnImage && { FUNC_CHECKSUM: fn.codeChecksum }),
  })
}

/** The user's variables first, so that `$(VAR)` may refer to them; where both name one, the later counts, so only that is written. */
function withPlatform(own: readonly ContainerEnv[], platform: Record<string, string>): ContainerEnv[] {
  return [
    ...own.filter(({ name }) => !(name in platform)),
    ...Object.entries(platform).map(([name, value]) => ({ name, value })),
  ]
}

function withPort(own: NonNullable<Container['ports']>, { container, name }: FunctionPort) {
  const isThere = own.some((port) => port.containerPort === container && (!name || port.name === name))
  return isThere ? own : [...own, { ...(name && { name }), containerPort: container, protocol: 'TCP' }]
}

function volumeMountOf({ name }: ReadFunction) {
  return { name, mountPath: installVolume }
}

/** What the fragment says of its first init container goes for all of ours. */
function resourcesOf({ podFragment }: ReadFunction): Pick<Container, 'resources'> {
  const resources = podFragment.initContainers?.[0]?.resources
  return resources ? { resources } : {}
}

function usualLiveness({ container }: FunctionPort): Probe {
  return { httpGet: { path: '/healthz', port: container }, initialDelaySeconds: 3, periodSeconds: 30 }
}

/**
 * Ready means that it answers: without this a pod counts as ready as soon as its process exists. A busy
 * function keeps its place in the Service for half a minute, as long as liveness leaves it.
 */
function readinessLike(liveness: Probe): Probe {
  const { initialDelaySeconds: _, periodSeconds: __, failureThreshold: ___, ...how } = liveness
  // Starting a program every second would cost more than the function.
  return { ...how, periodSeconds: 'exec' in how ? 5 : 1, failureThreshold: 30 }
}
