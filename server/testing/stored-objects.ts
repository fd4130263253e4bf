/** Objects to store, and folders to store them in. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStorage } from '../embedded-cluster/api/storage/storage.ts'
import type { Storage, StorageOptions } from '../embedded-cluster/api/storage/storage.ts'
import type { KubeObject } from '../functions/objects.ts'

/** A change that puts a ConfigMap holding this text, or removes it. */
export function put(
  name: string,
  text: string,
): { key: string; object: KubeObject & { data: { text: string } } } {
  return {
    key: keyOf(name),
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { text } },
  }
}

export function remove(name: string): { key: string; object: undefined } {
  return { key: keyOf(name), object: undefined }
}

/** The texts by name, as far as there are any. */
export function texts(storage: Storage): Record<string, unknown> {
  return Object.fromEntries(
    [...storage.objects.values()].map((object) => [object.metadata.name, textOf(object)]),
  )
}

/** A folder that goes when the test does. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kubeless-ui-storage-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Opens, and closes when the test ends. `said` collects what it has to say. */
export async function opened(folder: string, options: Partial<StorageOptions> = {}) {
  const said: string[] = []
  const storage = await openStorage(folder, { log: (message) => said.push(message), ...options })
  onTestFinished(() => storage.close())
  return { storage, said }
}

function textOf(object: KubeObject): unknown {
  return 'data' in object && object.data instanceof Object && 'text' in object.data
    ? object.data.text
    : undefined
}

function keyOf(name: string): string {
  return `/configmaps/default/${name}`
}
