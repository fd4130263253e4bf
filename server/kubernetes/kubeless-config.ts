/** Follows the ConfigMap that says which runtimes there are, wherever this cluster keeps it. */
import type { ConfigMap, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient, ObjectRef } from './client.ts'
import { startInformer } from './informer.ts'
import type { Informer } from './informer.ts'

export interface KubelessConfig {
  /** Undefined when there is none, or it may not be read. */
  data(): Record<string, string> | undefined
  /** Where it is looked for; until that is known, where it is by default. */
  place(): Required<ObjectRef>
  /** Fulfilled when `data` has something to say, even if it is that there is none. Never rejects. */
  ready: Promise<void>
  subscribe(listener: () => void): void
  close(): void
}

export const usualConfigPlace: Required<ObjectRef> = { namespace: 'kubeless', name: 'kubeless-config' }

/** `named` is what the settings say about its place, which counts before what the cluster says (Kubeless reference §3.1). */
export function followKubelessConfig(
  client: KubernetesClient,
  onError: (error: unknown) => void,
  named: Partial<ObjectRef> = {},
): KubelessConfig {
  const listeners = new Set<() => void>()
  let place = { ...usualConfigPlace, ...named }
  let informer: Informer<ConfigMap> | undefined
  let isClosed = false

  const start = async () => {
    place = await placeOf(client, named)
    if (isClosed) return
    informer = startInformer<ConfigMap>(client, resources.configMaps, {
      namespace: place.namespace,
      fieldSelector: `metadata.name=${place.name}`,
      onError,
    })
    informer.subscribe(() => listeners.forEach((listener) => listener()))
    await Promise.race([informer.synced, refusalOf(informer)])
    listeners.forEach((listener) => listener())
  }

  return {
    data: () => informer?.get(place)?.data,
    place: () => place,
    ready: start().catch(() => undefined), // Only closing ends the wait for it early.
    subscribe: (listener) => void listeners.add(listener),
    close: () => {
      isClosed = true
      informer?.close()
    },
  }
}

/** Fulfilled when it is known that this may not be read: whoever waits need wait no longer. */
function refusalOf(informer: Informer<ConfigMap>): Promise<void> {
  return new Promise((resolve) => {
    const stop = informer.subscribeConnection(() => {
      if (informer.error?.code !== 403) return
      stop()
      resolve()
    })
  })
}

/** Kubeless's custom resource may name another place in its annotations. */
async function placeOf(client: KubernetesClient, named: Partial<ObjectRef>): Promise<Required<ObjectRef>> {
  const fallback = { ...usualConfigPlace, ...named }
  if (named.namespace && named.name) return fallback
  try {
    const { metadata } = await client.get<KubeObject>(resources.customResourceDefinitions, {
      name: 'functions.kubeless.io',
    })
    return {
      namespace: named.namespace ?? metadata.annotations?.['kubeless.io/namespace'] ?? fallback.namespace,
      name: named.name ?? metadata.annotations?.['kubeless.io/config'] ?? fallback.name,
    }
  } catch {
    return fallback // Missing, or not ours to see.
  }
}
