/**
 * For tests of the controller: an API with Kubeless's kinds and configuration in it, and in it nobody but
 * the controllers the test starts. There is no node, and no controller manager: what only those do, the test does.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../kubernetes/clock.ts'
import type { Clock } from '../kubernetes/clock.ts'
import { startController } from '../controller/start-controller.ts'
import type { Controller, ControllerOptions } from '../controller/start-controller.ts'
import { startApi } from '../embedded-cluster/api/start-api.ts'
import { customResourceDefinitions } from '../functions/crds.ts'
import type { ConfigMap, FunctionObject, KubeObject } from '../functions/objects.ts'
import { selectorOf } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type { KubernetesClient, ObjectRef } from '../kubernetes/client.ts'
import { connect } from '../kubernetes/connect.ts'
import { isNotFound } from '../kubernetes/errors.ts'
import { startInformer } from '../kubernetes/informer.ts'

export interface ControllerWorld {
  client: KubernetesClient
  /** What the controllers have asked the API to change, Leases apart: `replace deployments hello`. */
  writes: string[]
  /** Fulfilled as soon as a controller has said a line that fits; lines said before count too. */
  untilSaid(line: RegExp): Promise<void>
  /** Starts one more instance. */
  start(options?: Partial<ControllerOptions>): Promise<Controller>
  create<T extends KubeObject>(resource: Resource, object: T): Promise<T>
  /** Fulfilled with the object as soon as it is there and `holds`. */
  until<T extends KubeObject>(resource: Resource, ref: ObjectRef, holds?: (object: T) => boolean): Promise<T>
  /** Fulfilled as soon as there is no such object. */
  untilGone(resource: Resource, ref: ObjectRef): Promise<void>
  close(): Promise<void>
}

/** A clock on which time passes ten times as fast, for what takes its time. */
export function quickClock(): Clock {
  const factor = 10
  const startedAt = Date.now()
  return {
    now: () => startedAt + (Date.now() - startedAt) * factor,
    after: (ms, then) => systemClock.after(ms / factor, then),
  }
}

/** As `kubeless-config` of ours: one language, in two versions. */
export const configData: Record<string, string> = {
  'provision-image': 'kubeless-ui:1',
  'provision-command': '["node","/app/prepare.js"]',
  'runtime-images': JSON.stringify([
    {
      ID: 'python',
      depName: 'requirements.txt',
      fileNameSuffix: '.py',
      versions: ['3.13', '3.12'].map((version) => ({
        name: `python${version}`,
        version,
        images: [
          {
            phase: 'installation',
            image: `python:${version}-slim`,
            command: 'pip install -r $KUBELESS_DEPS_FILE',
          },
          { phase: 'runtime', image: `python:${version}-slim`, command: 'exec python3 shim.py' },
        ],
      })),
    },
  ]),
}

/** A Function as a client would write it. */
export function aFunction(name: string, spec: FunctionObject['spec'] = {}): FunctionObject {
  return {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name, namespace: 'default', labels: selectorOf(name) },
    spec: {
      runtime: 'python3.13',
      handler: 'handler.hello',
      function: 'def hello(event, context):\n    return "one"\n',
      'function-content-type': 'text',
      deps: '',
      timeout: '180',
      ...spec,
    },
  }
}

export interface ControllerWorldOptions {
  /** How Kubeless's kinds are defined. Default: as ours. */
  definitions?: readonly KubeObject[]
}

export async function startControllerWorld(options: ControllerWorldOptions = {}): Promise<ControllerWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kui-controller-'))
  const api = await startApi({ dataDir })
  const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'test' })
  const clients: KubernetesClient[] = [client]
  const controllers: Controller[] = []
  const said: string[] = []
  const writes: string[] = []
  const listeners = new Set<() => void>()
  const hear = (line: string) => {
    said.push(line)
    for (const listener of [...listeners]) listener()
  }
  await client.create(resources.namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'kubeless' },
  })
  for (const definition of options.definitions ?? customResourceDefinitions)
    await client.create<KubeObject>(resources.customResourceDefinitions, definition)
  await client.create<ConfigMap>(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'kubeless', name: 'kubeless-config' },
    data: configData,
  })

  const wait = async <T extends KubeObject>(
    resource: Resource,
    { namespace, name }: ObjectRef,
    isEnough: (object: T | undefined) => boolean,
  ): Promise<T | undefined> => {
    const informer = startInformer<T>(client, resource, { namespace, fieldSelector: `metadata.name=${name}` })
    try {
      await informer.synced
      return await new Promise((resolve) => {
        const look = () => {
          const found = informer.get({ namespace, name })
          if (isEnough(found)) resolve(found)
        }
        informer.subscribe(look)
        look()
      })
    } finally {
      informer.close()
    }
  }

  return {
    client,
    writes,
    untilSaid: (line) =>
      new Promise((resolve) => {
        const look = () => {
          if (!said.some((each) => line.test(each))) return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        look()
      }),
    async start(more = {}) {
      const own = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'kubeless-ui-controller' })
      clients.push(own)
      const controller = await startController({ client: recorded(own, writes), log: hear, ...more })
      controllers.push(controller)
      return controller
    },
    create: (resource, object) => client.create(resource, object),
    async until(resource, ref, holds = () => true) {
      const found = await wait(resource, ref, (object) => object !== undefined && holds(object as never))
      if (!found) throw new Error('it is not there')
      return found as never
    },
    async untilGone(resource, ref) {
      await wait(resource, ref, (object) => object === undefined)
      const found = await client.get(resource, ref).catch((error: unknown) => {
        if (!isNotFound(error)) throw error
      })
      if (found) throw new Error(`${ref.name} is there again`)
    },
    async close() {
      for (const controller of controllers) await controller.close()
      for (const each of clients) each.close()
      await api.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function recorded(client: KubernetesClient, writes: string[]): KubernetesClient {
  const note = (verb: string, { plural }: Resource, { name }: { name: string }) => {
    if (plural !== 'leases') writes.push(`${verb} ${plural} ${name}`)
  }
  return {
    ...client,
    create(resource, object, options) {
      note('create', resource, object.metadata)
      return client.create(resource, object, options)
    },
    replace(resource, object, options) {
      note('replace', resource, object.metadata)
      return client.replace(resource, object, options)
    },
    patch(resource, ref, patch, options) {
      note('patch', resource, ref)
      return client.patch(resource, ref, patch, options)
    },
    delete(resource, ref, options) {
      note('delete', resource, ref)
      return client.delete(resource, ref, options)
    },
  }
}
