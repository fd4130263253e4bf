/** What every reconciler here works with. */
import type { KubeObject } from '../functions/objects.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { KubernetesError, isNotFound } from '../kubernetes/errors.ts'
import type { Children } from './children.ts'
import type { Clock } from '../kubernetes/clock.ts'
import type { ControllerConfig } from './controller-config.ts'
import type { Copies } from './copies.ts'
import type { EventRecorder } from './event-recorder.ts'
import { Refusal } from './refusal.ts'
import type { StatusWriter } from './status-writer.ts'

export interface Reconciling {
  client: KubernetesClient
  copies: Copies
  children: Children
  events: EventRecorder
  status: StatusWriter
  clock: Clock
  /** Throws a `Refusal` when the configuration cannot be used. */
  config: () => ControllerConfig
  log: (message: string) => void
}

/** What is worth telling the function's author: not that the API was out of reach, or somebody wrote first. */
export function refusalIn(error: unknown): { reason: string; message: string } | undefined {
  if (error instanceof Refusal) return error
  if (!(error instanceof KubernetesError)) return undefined
  const isTerminating = error.status?.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating')
  if (isTerminating || ![400, 403, 404, 413, 422].includes(error.code)) return undefined
  return { reason: 'ApiRefused', message: `The cluster refuses what is made from it: ${error.message}` }
}

/** For messages. */
export function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

/** For `catch`: an object that is not there is no error. */
export function ifNotFound(error: unknown): undefined {
  if (!isNotFound(error)) throw error
  return undefined
}
