/**
 * What a Function becomes (Kubeless reference §2): worked out from its arguments alone. The names, labels,
 * ports and variables are upstream's, since its clients and users rely on them.
 */
import { selectorOf } from '../functions/objects.ts'
import type {
  ConfigMap,
  Deployment,
  FunctionObject,
  ObjectMeta,
  PodSpec,
  Service,
  Volume,
} from '../functions/objects.ts'
import { imageOf } from '../functions/runtime-images.ts'
import { functionContainer, initContainers } from './containers.ts'
import type { ControllerConfig } from './controller-config.ts'
import { digestOf } from './digest.ts'
import { functionPortOf, serviceSpecOf } from './function-port.ts'
import type { FunctionPort } from './function-port.ts'
import { secretVolume } from './mounts.ts'
import { ownerReferenceTo, sourceAnnotation } from './names.ts'
import { planAutoscaler } from './plan-autoscaler.ts'
import type { Autoscaler } from './plan-autoscaler.ts'
import { readFunction } from './read-function.ts'
import type { ReadFunction } from './read-function.ts'

/** Everything that should be there for one function. */
export interface FunctionPlan {
  configMap: ConfigMap
  service: Service
  deployment: Deployment
  /** Absent: there should be none. */
  autoscaler?: Autoscaler
}

/** Throws a `Refusal` when nothing runnable comes of it; then nothing of it is to be written. */
export function planFunction(object: FunctionObject, config: ControllerConfig): FunctionPlan {
  const fn = readFunction(object, config)
  const spec = serviceSpecOf(object)
  const metadata = metadataOf(object, fn)
  const configMap: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: dataOf(fn) }
  const autoscaler = planAutoscaler(object)
  return {
    configMap,
    service: { apiVersion: 'v1', kind: 'Service', metadata, spec },
    deployment: deploymentOf(fn, functionPortOf(spec), metadata, config, autoscaler !== undefined),
    ...(autoscaler && { autoscaler: { ...autoscaler, metadata } }),
  }
}

function metadataOf(object: FunctionObject, { name, namespace, labels }: ReadFunction): ObjectMeta {
  return { name, namespace, labels, ownerReferences: [ownerReferenceTo(object)] }
}

/** The code comes last: an archive whose module is called `handler` takes that key, as with upstream. */
function dataOf(fn: ReadFunction): Record<string, string> {
  if (fn.handler === '') return {}
  return {
    handler: fn.handler,
    ...(fn.depsFile !== '' && { [fn.depsFile]: fn.deps }),
    [fn.codeKey]: fn.code,
  }
}

function deploymentOf(
  fn: ReadFunction,
  port: FunctionPort,
  metadata: ObjectMeta,
  config: ControllerConfig,
  isScaledByOthers: boolean,
): Deployment {
  const { fragment, labels, annotations } = fn
  const { replicas, template, selector: _, strategy: __, ...rest } = fragment.spec ?? {}
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...metadata,
      labels: { ...fragment.metadata?.labels, ...labels },
      annotations: { ...fragment.metadata?.annotations, ...annotations },
    },
    spec: {
      ...rest,
      ...(typeof replicas === 'number' && !isScaledByOthers && { replicas }),
      selector: { matchLabels: selectorOf(fn.name) },
      // The previous version answers until the next one can.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } },
      template: {
        metadata: {
          labels: { ...template?.metadata?.labels, ...labels },
          annotations: {
            ...template?.metadata?.annotations,
            ...annotations,
            'prometheus.io/scrape': 'true',
            'prometheus.io/path': '/metrics',
            'prometheus.io/port': String(port.container),
            [sourceAnnotation]: sourceDigest(fn),
          },
        },
        spec: podSpecOf(fn, port, config),
      },
    },
  }
}

function podSpecOf(fn: ReadFunction, port: FunctionPort, config: ControllerConfig): PodSpec {
  const { podFragment } = fn
  const [, ...sidecars] = podFragment.containers ?? []
  const init = initContainers(fn, config)
  const volumes = [...(podFragment.volumes ?? []), ...volumesOf(fn)]
  const imagePullSecrets = pullSecretsOf(fn, config)
  const { initContainers: _, volumes: __, imagePullSecrets: ___, ...rest } = podFragment
  return {
    ...rest,
    containers: [functionContainer(fn, port), ...sidecars],
    ...(init.length > 0 && { initContainers: init }),
    ...(volumes.length > 0 && { volumes }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets }),
    securityContext: podFragment.securityContext ?? { runAsUser: 1000, fsGroup: 1000 },
    affinity: podFragment.affinity ?? spreadOverNodes(fn.name),
  }
}

function volumesOf(fn: ReadFunction): Volume[] {
  if (fn.hasOwnImage) return []
  const secrets = (['installation', 'compilation'] as const)
    .flatMap((phase) => (fn.version && imageOf(fn.version, phase)?.secrets) ?? [])
    .map(({ name }) => name)
  return [
    { name: fn.name, emptyDir: {} },
    { name: `${fn.name}-deps`, configMap: { name: fn.name } },
    ...[...new Set(secrets)].map((secretName) => ({
      name: secretVolume(secretName),
      secret: { secretName },
    })),
  ]
}

/** Upstream lets the configuration's replace the function's; with all of them every image can be fetched. */
function pullSecretsOf(fn: ReadFunction, config: ControllerConfig): { name: string }[] {
  const names = [
    ...(fn.podFragment.imagePullSecrets ?? []).map(({ name }) => name),
    ...config.pullSecrets,
    ...(fn.version?.imagePullSecrets ?? []).map(({ imageSecret }) => imageSecret),
  ]
  return [...new Set(names)].map((name) => ({ name }))
}

function spreadOverNodes(name: string): object {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            labelSelector: { matchLabels: selectorOf(name) },
            topologyKey: 'kubernetes.io/hostname',
          },
        },
      ],
    },
  }
}

/** Changes with whatever ends up in the pod through the ConfigMap: its own changes restart nothing. */
function sourceDigest({ code, contentType, deps }: ReadFunction): string {
  return `sha256:${digestOf(JSON.stringify([code, contentType, deps]))}`
}
