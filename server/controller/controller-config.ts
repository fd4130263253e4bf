/** `kubeless-config` (Kubeless reference §3.1), as far as it shapes what is made. */
import { parse } from 'yaml'
import type { DeploymentFragment } from '../functions/objects.ts'
import { parseRuntimeImages } from '../functions/runtime-images.ts'
import type { RuntimeImages } from '../functions/runtime-images.ts'
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
export function readConfig(data: Record<string, string> | undefined): ControllerConfig {
  if (!data)
    throw new Refusal(
      'ConfigMissing',
      'The cluster has no ConfigMap kubeless-config, which says what runs which language. Create it: it is part of k8s.yaml.',
    )
  const provisionCommand = commandOf(data['provision-command'])
  return {
    images: imagesOf(data['runtime-images']),
    notes: notesOf(data['runtime-notes']),
    provisionImage: data['provision-image'] ?? '',
    ...(provisionCommand && { provisionCommand }),
    pullSecrets: [data['provision-image-secret'], data['builder-image-secret']].filter(
      (name): name is string => name !== undefined && name !== '',
    ),
    template: templateOf(data['deployment']),
    functionsNamespace: (data['functions-namespace'] ?? '').trim(),
  }
}

/** Reads it again only when it has changed. */
export function rememberConfig(data: () => Record<string, string> | undefined): () => ControllerConfig {
  let read: { data: Record<string, string> | undefined; config: () => ControllerConfig } | undefined
  return () => {
    const current = data()
    if (!read || read.data !== current) read = { data: current, config: once(current) }
    return read.config()
  }
}

/** The same answer each time, be it an error. */
function once(data: Record<string, string> | undefined): () => ControllerConfig {
  try {
    const config = readConfig(data)
    return () => config
  } catch (error) {
    return () => {
      throw error
    }
  }
}

function imagesOf(text: string | undefined): RuntimeImages {
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

function templateOf(text: string | undefined): DeploymentFragment {
  let template: unknown
  try {
    template = parse(text || '{}') ?? {}
  } catch (error) {
    throw invalid('deployment', error)
  }
  if (!isRecord(template)) throw invalid('deployment', 'It is not an object.')
  return withoutNulls(template)
}

function commandOf(text: string | undefined): string[] | undefined {
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

function invalid(key: string, cause: unknown): Refusal {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new Refusal(
    'ConfigInvalid',
    `Key ${key} of ConfigMap kubeless-config cannot be used: ${why} Correct it: kubectl edit configmap kubeless-config -n kubeless`,
  )
}
