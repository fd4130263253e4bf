/** Makes and deletes pods for whoever owns them, and remembers what is not to be seen in the cache yet. */
import { randomInt } from 'node:crypto'
import type { KubeObject, Pod, PodTemplate } from '../../functions/objects.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isNotFound } from '../../kubernetes/errors.ts'
import type { Informer } from '../../kubernetes/informer.ts'
import type { EventRecorder } from './event-recorder.ts'
import { kinds } from './kinds.ts'
import { referenceTo } from './owners.ts'
import { isOfEndingNamespace } from './writes.ts'

export interface PodControl {
  /** Rejects with what the API says; an Event tells it as well. */
  create(owner: KubeObject, template: PodTemplate, component: string): Promise<void>
  delete(owner: KubeObject, pod: Pod, component: string): Promise<void>
  /** The pod as it will soon be seen: with a deletion under way when we have asked for it. */
  asDecided: (pod: Pod) => Pod
}

export function startPodControl(
  client: KubernetesClient,
  pods: Informer<Pod>,
  events: EventRecorder,
): PodControl {
  /** Pods we have deleted of which the cache does not know it yet, and when. */
  const condemned = new Map<string, string>()
  pods.subscribe(({ type, object: { metadata } }) => {
    if (type === 'DELETED' || metadata.deletionTimestamp) condemned.delete(metadata.uid ?? '')
  })

  return {
    async create(owner, template, component) {
      try {
        const made = await client.create(kinds.pods, podOf(owner, template))
        pods.note(made)
        const message = `Created pod: ${made.metadata.name}`
        events.record(owner, { type: 'Normal', reason: 'SuccessfulCreate', message, component })
      } catch (error) {
        if (isOfEndingNamespace(error)) throw error // Its Event would be refused as well.
        const message = `Error creating: ${wordsOf(error)}`
        events.record(owner, { type: 'Warning', reason: 'FailedCreate', message, component })
        throw error
      }
    },
    async delete(owner, { metadata }, component) {
      const { namespace, name, uid = '' } = metadata
      condemned.set(uid, new Date().toISOString())
      try {
        await client.delete(kinds.pods, { namespace, name }, { uid, propagationPolicy: 'Background' })
        const message = `Deleted pod: ${name}`
        events.record(owner, { type: 'Normal', reason: 'SuccessfulDelete', message, component })
      } catch (error) {
        if (!isNotFound(error) || !pods.get({ namespace, name })) condemned.delete(uid)
        if (isNotFound(error)) return
        const message = `Error deleting: ${wordsOf(error)}`
        events.record(owner, { type: 'Warning', reason: 'FailedDelete', message, component })
        throw error
      }
    },
    asDecided(pod) {
      const deletionTimestamp = condemned.get(pod.metadata.uid ?? '')
      return deletionTimestamp && !pod.metadata.deletionTimestamp
        ? { ...pod, metadata: { ...pod.metadata, deletionTimestamp } }
        : pod
    },
  }
}

/** A pod of its owner's template, under a name of its own. */
export function podOf(owner: KubeObject, { metadata = {}, spec }: PodTemplate): Pod {
  const generateName = `${owner.metadata.name}-`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: nameFrom(generateName),
      generateName,
      namespace: owner.metadata.namespace,
      ...(metadata.labels && { labels: metadata.labels }),
      ...(metadata.annotations && { annotations: metadata.annotations }),
      ...(metadata.finalizers && { finalizers: metadata.finalizers }),
      ownerReferences: [referenceTo(owner)],
    },
    spec,
  }
}

/** Letters and digits Kubernetes draws from: no vowels, so no words. */
const letters = 'bcdfghjklmnpqrstvwxz2456789'
const suffixLength = 5
/** What `generateName` is cut to, so that the whole fits into a label (63). */
const mostBase = 58

/** `base` and five letters drawn at random. */
export function nameFrom(base: string): string {
  const drawn = Array.from({ length: suffixLength }, () => letters[randomInt(letters.length)])
  return base.slice(0, mostBase) + drawn.join('')
}

/** What an error says, for Events and conditions. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
