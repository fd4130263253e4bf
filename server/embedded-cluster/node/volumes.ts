/** The volumes of a pod as folders: made when it starts, gone with it. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import type { ConfigMap, KubeObject } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isNotFound } from '../../kubernetes/errors.ts'
import { ConfigError } from './environment.ts'
import type { Mount } from './mounts.ts'
import type { NodeContainer, NodePod, NodeVolume } from './pod-spec.ts'

/** What a volume is made from is not there yet. Trying again later helps. */
export class VolumeNotReady extends Error {
  override readonly name = 'VolumeNotReady'
}

/** Names to folders. Rejects with `VolumeNotReady`, or `ConfigError` for a kind of volume there is not here. */
export async function createVolumes(
  pod: NodePod,
  folder: string,
  client: KubernetesClient,
): Promise<Map<string, string>> {
  const volumes = pod.spec?.volumes ?? []
  for (const volume of volumes) refuseUnknown(volume)
  const made = await Promise.all(
    volumes.map(async (volume): Promise<[string, string]> => {
      const path = join(folder, volume.name)
      await mkdir(path, { recursive: true, mode: 0o700 })
      for (const file of await filesOf(volume, pod.metadata.namespace ?? '', client))
        await writeInto(path, file)
      return [volume.name, path]
    }),
  )
  return new Map(made)
}

/** Where a container's mounts really are. Rejects with `ConfigError` when one names no volume, or leaves it. */
export function mountsOf(container: NodeContainer, volumes: ReadonlyMap<string, string>): Mount[] {
  return (container.volumeMounts ?? []).map(({ name, mountPath, subPath = '' }) => {
    const volume = volumes.get(name)
    if (volume === undefined)
      throw new ConfigError(`volume mount ${name} of container ${container.name} names no volume of the pod`)
    return { mountPath, realPath: subPath ? join(volume, contained(subPath)) : volume }
  })
}

interface VolumeFile {
  path: string
  content: Buffer
  mode: number
}

const known = ['name', 'emptyDir', 'configMap', 'secret']

function refuseUnknown(volume: NodeVolume): void {
  const kind = Object.keys(volume).find((key) => !known.includes(key))
  if (kind)
    throw new ConfigError(
      `volume ${volume.name} is of kind ${kind}, which the embedded cluster does not have: use emptyDir, configMap or secret`,
    )
}

async function filesOf(
  volume: NodeVolume,
  namespace: string,
  client: KubernetesClient,
): Promise<VolumeFile[]> {
  const source = volume.configMap ?? volume.secret
  if (!source) return []
  const name = volume.configMap?.name ?? volume.secret?.secretName ?? ''
  const kind = volume.configMap ? 'configmap' : 'secret'
  const data = await read(client, kind, namespace, name)
  if (!data && source.optional) return []
  if (!data)
    throw new VolumeNotReady(
      `MountVolume.SetUp failed for volume "${volume.name}" : ${kind} "${name}" not found`,
    )
  const items = source.items ?? Object.keys(data).map((key) => ({ key, path: key, mode: undefined }))
  return items.map(({ key, path, mode }) => {
    const content = data[key]
    if (!content)
      throw new VolumeNotReady(
        `MountVolume.SetUp failed for volume "${volume.name}" : references non-existent ${kind} key: ${key}`,
      )
    // Readable and writable by us whatever it says, or we could not replace it.
    return { path: contained(path), content, mode: (mode ?? source.defaultMode ?? 0o644) | 0o600 }
  })
}

async function read(client: KubernetesClient, kind: string, namespace: string, name: string) {
  const decode = (data: Record<string, string> | undefined, encoding: 'utf8' | 'base64') =>
    Object.entries(data ?? {}).map(([key, value]): [string, Buffer] => [key, Buffer.from(value, encoding)])
  try {
    if (kind === 'configmap') {
      const { data, binaryData } = await client.get<ConfigMap>(resources.configMaps, { namespace, name })
      return Object.fromEntries([...decode(data, 'utf8'), ...decode(binaryData, 'base64')])
    }
    const secret = await client.get<KubeObject & { data?: Record<string, string> }>(resources.secrets, {
      namespace,
      name,
    })
    return Object.fromEntries(decode(secret.data, 'base64'))
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

async function writeInto(folder: string, { path, content, mode }: VolumeFile): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, content, { mode })
}

/** A path that stays where it is put. */
function contained(path: string): string {
  const plain = normalize(path)
  if (isAbsolute(plain) || plain.split('/').includes('..'))
    throw new ConfigError(`the path ${path} leads out of its volume`)
  return plain
}
