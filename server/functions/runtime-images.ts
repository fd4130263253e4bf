/**
 * `runtime-images` of `kubeless-config`: which runtimes there are, and which image does what for them
 * (Kubeless reference §3.2). Upstream reads its keys without regard to case; the older form, with
 * `runtimeImage` and `initImage` in place of `images`, is read as well.
 */
import type { Probe } from './objects.ts'

/** All runtimes, in the order of the file. */
export type RuntimeImages = Runtime[]

/** One language, in all its versions. */
export interface Runtime {
  /** First part of a runtime's name; no digits. */
  ID: string
  versions: RuntimeVersion[]
  /** Name of the dependency file; absent or empty: there is none. */
  depName?: string
  /** With the dot. */
  fileNameSuffix?: string
  /** In place of the usual liveness probe. */
  livenessProbeInfo?: Probe
}

/** One version of a language. */
export interface RuntimeVersion {
  /** For display only. */
  name?: string
  /** Second part of a runtime's name: digits and dots. */
  version: string
  images: PhaseImage[]
  imagePullSecrets?: { imageSecret: string }[]
}

/** What runs in one phase of a function's pod. */
export interface PhaseImage {
  phase: 'installation' | 'compilation' | 'runtime'
  image: string
  /** A shell command line. In phase `runtime` it is an extension of ours: upstream's images start by themselves. */
  command?: string
  /** `$(VAR)` is expanded by Kubernetes. */
  env?: Record<string, string>
  /** Mounted in that phase's container. */
  secrets?: { name: string }[]
}

/** Reads the value of the key. Throws a sentence about the first thing that is not as it should be. */
export function parseRuntimeImages(text: string): RuntimeImages {
  const runtimes = parseJson(text)
  if (!Array.isArray(runtimes)) throw new Error('runtime-images is not a list.')
  return runtimes.map((runtime, at) => runtimeOf(recordOf(runtime, `Entry ${at + 1}`), `Entry ${at + 1}`))
}

/** The runtime of that name, and the version of it that is meant. */
export function findRuntime(
  images: RuntimeImages,
  name: string,
): { runtime: Runtime; version: RuntimeVersion } | undefined {
  for (const runtime of images)
    for (const version of runtime.versions)
      if (runtime.ID + version.version === name) return { runtime, version }
  return undefined
}

/** What runs in a phase; undefined when the runtime has no such phase. */
export function imageOf(version: RuntimeVersion, phase: PhaseImage['phase']): PhaseImage | undefined {
  return version.images.find((image) => image.phase === phase)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`runtime-images is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** An object of the file, its keys in lower case. */
type Fields = ReadonlyMap<string, unknown>

function runtimeOf(fields: Fields, where: string): Runtime {
  const id = textOf(fields, 'ID', where)
  if (!/^[a-zA-Z_-]+$/.test(id)) throw new Error(`${where} has an ID that is not made of letters, - and _.`)
  const depName = optionalTextOf(fields, 'depName', id)
  const fileNameSuffix = optionalTextOf(fields, 'fileNameSuffix', id)
  const probe = fields.get('livenessprobeinfo')
  return {
    ID: id,
    versions: listOf(fields, 'versions', id).map((version) => versionOf(recordOf(version, id), id)),
    ...(depName !== undefined && { depName }),
    ...(fileNameSuffix !== undefined && { fileNameSuffix }),
    // Handed on to Kubernetes as it is, which says what is wrong with it.
    ...(isRecord(probe) && { livenessProbeInfo: probe }),
  }
}

function versionOf(fields: Fields, id: string): RuntimeVersion {
  const version = textOf(fields, 'version', id)
  if (!/^[0-9.]+$/.test(version)) throw new Error(`A version of ${id} is not made of digits and dots.`)
  const where = id + version
  const name = optionalTextOf(fields, 'name', where)
  const secrets = listOf(fields, 'imagePullSecrets', where)
  return {
    ...(name !== undefined && { name }),
    version,
    images: fields.has('images') ? imagesOf(fields, where) : oldImagesOf(fields, where),
    ...(secrets.length > 0 && {
      imagePullSecrets: secrets.map((secret) => ({
        imageSecret: textOf(recordOf(secret, where), 'imageSecret', where),
      })),
    }),
  }
}

function imagesOf(fields: Fields, where: string): PhaseImage[] {
  return listOf(fields, 'images', where).map((image) => phaseImageOf(recordOf(image, where), where))
}

function phaseImageOf(fields: Fields, where: string): PhaseImage {
  const phase = phases.find((known) => known === fields.get('phase'))
  if (!phase) throw new Error(`An image of ${where} has none of the phases ${phases.join(', ')}.`)
  const command = optionalTextOf(fields, 'command', where)
  const secrets = listOf(fields, 'secrets', where)
  const env = fields.get('env')
  return {
    phase,
    image: textOf(fields, 'image', where),
    ...(command && { command }),
    ...(isRecord(env) && { env: textsOf(env, where) }),
    ...(secrets.length > 0 && {
      secrets: secrets.map((secret) => ({ name: textOf(recordOf(secret, where), 'name', where) })),
    }),
  }
}

const phases = ['installation', 'compilation', 'runtime'] as const

/** Until v1.0.0-alpha.8; what installs and compiles was not in the file then. */
function oldImagesOf(fields: Fields, where: string): PhaseImage[] {
  const image = optionalTextOf(fields, 'runtimeImage', where)
  return image ? [{ phase: 'runtime', image }] : []
}

function recordOf(value: unknown, where: string): Fields {
  if (!isRecord(value)) throw new Error(`${where} is not an object.`)
  return new Map(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), inner]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(fields: Fields, key: string, where: string): string {
  const text = optionalTextOf(fields, key, where)
  if (!text) throw new Error(`${where} has no ${key}.`)
  return text
}

function optionalTextOf(fields: Fields, key: string, where: string): string | undefined {
  const value = fields.get(key.toLowerCase()) ?? undefined
  if (value === undefined || typeof value === 'string') return value
  throw new Error(`${key} of ${where} is not a text.`)
}

function listOf(fields: Fields, key: string, where: string): unknown[] {
  const value = fields.get(key.toLowerCase()) ?? []
  if (!Array.isArray(value)) throw new Error(`${key} of ${where} is not a list.`)
  return value
}

function textsOf(record: Record<string, unknown>, where: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      if (typeof value !== 'string') throw new Error(`The variable ${name} of ${where} is not a text.`)
      return [name, value]
    }),
  )
}
