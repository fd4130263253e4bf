/** Our copies of everything we read all the time: what is asked for, and what we have made of it. */
import type { ConfigMap, Deployment, FunctionObject, KubeObject, Service } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type {
  CronJob,
  CronJobTriggerObject,
  HTTPTriggerObject,
  Ingress,
} from '../functions/trigger-objects.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { startInformer } from '../kubernetes/informer.ts'
import type { Informer } from '../kubernetes/informer.ts'
import {
  autoscalerKind,
  configMapKind,
  cronJobKind,
  deploymentKind,
  ingressKind,
  serviceKind,
} from './child-kinds.ts'
import type { ChildKind } from './child-kinds.ts'
import type { Brood } from './children.ts'
import type { Autoscaler } from './plan-autoscaler.ts'

export interface Copies {
  /** Without code and dependencies: who works on one reads it anew. */
  functions: Informer<FunctionObject>
  configMaps: Brood<ConfigMap>
  services: Brood<Service>
  deployments: Brood<Deployment>
  autoscalers: Brood<Autoscaler>
  httpTriggers: Informer<HTTPTriggerObject>
  ingresses: Brood<Ingress>
  cronJobTriggers: Informer<CronJobTriggerObject>
  cronJobs: Brood<CronJob>
  /** Fulfilled when enough is known to act without undoing what is there. */
  synced: Promise<unknown>
  /** Why something cannot be read, if that is so. */
  problem(): string | undefined
  close(): void
}

export interface CopyOptions {
  /** Absent: all namespaces. */
  namespace?: string
  onError: (error: unknown) => void
}

export function startCopies(client: KubernetesClient, { namespace, onError }: CopyOptions): Copies {
  const all: { close(): void }[] = []
  const started = <T extends KubeObject>(informer: Informer<T>): Informer<T> => {
    all.push(informer)
    return informer
  }
  const brood = <T extends KubeObject>(kind: ChildKind<T>): Brood<T> => ({
    kind,
    informer: started(
      startInformer<T>(client, kind.resource, {
        namespace,
        labelSelector: 'created-by=kubeless',
        keep: kind.keep,
        onError,
      }),
    ),
  })
  const functions = started(
    startInformer<FunctionObject>(client, resources.functions, { namespace, keep: withoutSource, onError }),
  )
  const [configMaps, services, deployments] = [
    brood(configMapKind),
    brood(serviceKind),
    brood(deploymentKind),
  ]
  // A cluster may be without these kinds: whoever needs one that is missing is told when it is made.
  const httpTriggers = started(
    startInformer<HTTPTriggerObject>(client, resources.httpTriggers, { namespace, onError }),
  )
  const cronJobTriggers = started(
    startInformer<CronJobTriggerObject>(client, resources.cronJobTriggers, { namespace, onError }),
  )
  const [autoscalers, ingresses, cronJobs] = [brood(autoscalerKind), brood(ingressKind), brood(cronJobKind)]
  const essential = [functions, configMaps.informer, services.informer, deployments.informer]
  return {
    functions,
    configMaps,
    services,
    deployments,
    autoscalers,
    httpTriggers,
    ingresses,
    cronJobTriggers,
    cronJobs,
    synced: Promise.all(essential.map(({ synced }) => synced)),
    problem: () => essential.find(({ error }) => error !== undefined)?.error?.message,
    close: () => all.forEach((informer) => informer.close()),
  }
}

function withoutSource(fn: FunctionObject): FunctionObject {
  const { managedFields: _, ...metadata } = fn.metadata
  return { ...fn, metadata, spec: undefined }
}
