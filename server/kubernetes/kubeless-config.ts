/** Follows the ConfigMap that says which runtimes there are, wherever this cluster keeps it. */
import type { ConfigMap, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from './client.ts'
import { startInformer } from './informer.ts'
import type { Informer } from './informer.ts'

export interface KubelessConfig {
  /** Undefined when there is none, or it may not be read. */
  data(): Record<string, string> | undefined
  /** Fulfilled when `data` has something to say, even if it is that there is none. Never rejects. */
  ready: Promise<void>
  subscribe(listener: () => void): void
  close(): void
}

const defaultPlace = { namespace: 'kubeless', name: 'kubeless-config' }

export function followKubelessConfig(
  client: KubernetesClient,
  onError: (error: unknown) => void,
): KubelessConfig {
  const listeners = new Set<() => void>()
  let place = defaultPlace
  let informer: Informer<ConfigMap> | undefined
  let isClosed = false

  const start = async () => {
    place = await placeOf(client)
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
async function placeOf(client: KubernetesClient): Promise<typeof defaultPlace> {
  try {
    const { metadata } = await client.get<KubeObject>(resources.customResourceDefinitions, {
      name: 'functions.kubeless.io',
    })
    return {
      namespace: metadata.annotations?.['kubeless.io/namespace'] ?? defaultPlace.namespace,
      name: metadata.annotations?.['kubeless.io/config'] ?? defaultPlace.name,
    }
  } catch {
    return defaultPlace // Missing, or not ours to see.
  }
}
