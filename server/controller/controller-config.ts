/** `kubeless-config` (Kubeless reference §3.1), as far as it shapes what is made. */
import { parse } from 'yaml'
import type { DeploymentFragment } from '../functions/objects.ts'
import { parseRuntimeImages } from '../functions/runtime-images.ts'
import type { RuntimeImages } from '../functions/runtime-images.ts'
import { usualConfigPlace } from '../kubernetes/kubeless-config.ts'
import { isRecord, textOf, withoutNulls } from './json.ts'
import type { Fields } from './json.ts'
import { Refusal } from './refusal.ts'

export interface ControllerConfig {
  images: RuntimeImages
  /** Why a runtime is not to be had here, and what to do about it; by its name. */
  notes: Record<string, string>
  /** Image of `prepare`, and of what calls a function on schedule. */
  provisionImage: string
  /** Ours; absent in upstream's configuration, whose image is driven by a shell script instead. */
  provisionCommand?: string[]
  /** Names of Secrets. */
  pullSecrets: string[]
  /** What every Function's `spec.deployment` is completed with. */
  template: DeploymentFragment
  /** The one namespace whose functions are looked after; empty: all. */
  functionsNamespace: string
}

/** The value of every key we know. Throws a `Refusal` about the first that cannot be used. */
export function readConfig(
  data: Record<string, string> | undefined,
  { namespace, name } = usualConfigPlace,
): ControllerConfig {
  if (!data)
    throw new Refusal(
      'ConfigMissing',
      `Namespace ${namespace} has no ConfigMap ${name}, which says what runs which language. Create it: it is part of k8s.yaml.`,
    )
  const invalid: Invalid = (key, why) => {
    const because = why instanceof Error ? why.message : String(why)
    return new Refusal(
      'ConfigInvalid',
      `Key ${key} of ConfigMap ${name} cannot be used: ${because} Correct it: kubectl edit configmap ${name} -n ${namespace}`,
    )
  }
  const provisionCommand = commandOf(data['provision-command'], invalid)
  return {
    images: imagesOf(data['runtime-images'], invalid),
    notes: notesOf(data['runtime-notes']),
    provisionImage: data['provision-image'] ?? '',
    ...(provisionCommand && { provisionCommand }),
    pullSecrets: [data['provision-image-secret'], data['builder-image-secret']].filter(
      (name): name is string => name !== undefined && name !== '',
    ),
    template: templateOf(data['deployment'], invalid),
    functionsNamespace: (data['functions-namespace'] ?? '').trim(),
  }
}

/** Makes what is thrown about a key that cannot be used. */
type Invalid = (key: string, why: unknown) => Refusal

/** Reads it again only when it has changed. */
export function rememberConfig(
  data: () => Record<string, string> | undefined,
  place: () => typeof usualConfigPlace,
): () => ControllerConfig {
  let read: { data: Record<string, string> | undefined; config: () => ControllerConfig } | undefined
  return () => {
    const current = data()
    if (!read || read.data !== current) read = { data: current, config: once(current, place()) }
    return read.config()
  }
}

/** The same answer each time, be it an error. */
function once(
  data: Record<string, string> | undefined,
  place: typeof usualConfigPlace,
): () => ControllerConfig {
  try {
    const config = readConfig(data, place)
    return () => config
  } catch (error) {
    return () => {
      throw error
    }
  }
}

function imagesOf(text: string | undefined, invalid: Invalid): RuntimeImages {
  try {
    // Upstream reads YAML here, of which JSON is a part.
    return parseRuntimeImages(JSON.stringify(parse(text || '[]')))
  } catch (error) {
    throw invalid('runtime-images', error)
  }
}

/** `runtime-notes` is ours, and an extra: what cannot be read of it is left out. */
function notesOf(text: string | undefined): Record<string, string> {
  let notes: unknown
  try {
    notes = JSON.parse(text ?? '{}')
  } catch {
    return {}
  }
  if (!isRecord(notes)) return {}
  return Object.fromEntries(
    Object.entries(notes).map(([name, about]) => {
      const { note, install }: Fields = isRecord(about) ? about : {}
      const how = textOf(install)
      return [name, [textOf(note), how && `Install it: ${how}`].filter(Boolean).join(' ')]
    }),
  )
}

function templateOf(text: string | undefined, invalid: Invalid): DeploymentFragment {
  let template: unknown
  try {
    template = parse(text || '{}') ?? {}
  } catch (error) {
    throw invalid('deployment', error)
  }
  if (!isRecord(template)) throw invalid('deployment', 'It is not an object.')
  return withoutNulls(template)
}

function commandOf(text: string | undefined, invalid: Invalid): string[] | undefined {
  if (!text) return undefined
  let command: unknown
  try {
    command = JSON.parse(text)
  } catch (error) {
    throw invalid('provision-command', error)
  }
  if (!Array.isArray(command) || command.length === 0 || !command.every((word) => typeof word === 'string'))
    throw invalid('provision-command', 'It is not a JSON list of texts.')
  return command
}
