/** What may call a function besides its Service: Kubeless's triggers, and the objects made from them. */
import type { Condition, KubeObject, ObjectMeta, PodTemplate } from './objects.ts'

/** `kubeless.io/v1beta1` HTTPTrigger: everything optional, since nothing checked it. */
export interface HTTPTriggerObject extends KubeObject {
  spec?: {
    'function-name'?: string
    'host-name'?: string
    path?: string
    tls?: boolean
    'tls-secret'?: string
    'basic-auth-secret'?: string
    gateway?: string
    'cors-enable'?: boolean
  } | null
}

/** `kubeless.io/v1beta1` CronJobTrigger. */
export interface CronJobTriggerObject extends KubeObject {
  spec?: {
    'function-name'?: string
    schedule?: string
    /** Any JSON; null or absent: the call is a GET. */
    payload?: unknown
  } | null
}

/** `networking.k8s.io/v1` Ingress. */
export interface Ingress extends KubeObject {
  spec?: {
    ingressClassName?: string
    tls?: { hosts?: string[]; secretName?: string }[]
    rules?: IngressRule[]
  }
  status?: {
    loadBalancer?: { ingress?: { ip?: string; hostname?: string; ports?: { port: number }[] }[] }
  }
}

/** `networking.k8s.io/v1` IngressClass: one for each ingress controller. */
export type IngressClass = KubeObject

export interface IngressRule {
  host?: string
  http?: {
    paths: {
      path?: string
      pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific'
      backend: { service?: { name: string; port?: { name?: string; number?: number } } }
    }[]
  }
}

/** `batch/v1` CronJob. */
export interface CronJob extends KubeObject {
  spec?: {
    schedule: string
    /** IANA name. Absent: UTC, or the time of the cluster's controller manager. */
    timeZone?: string
    suspend?: boolean
    concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace'
    startingDeadlineSeconds?: number
    successfulJobsHistoryLimit?: number
    failedJobsHistoryLimit?: number
    jobTemplate: {
      metadata?: Partial<ObjectMeta>
      spec: { activeDeadlineSeconds?: number; backoffLimit?: number; template: PodTemplate }
    }
  }
}

/** `batch/v1` Job, as far as it tells how a run went. */
export interface Job extends KubeObject {
  spec?: { activeDeadlineSeconds?: number; template?: PodTemplate }
  status?: {
    startTime?: string
    completionTime?: string
    conditions?: Condition[]
  }
}
