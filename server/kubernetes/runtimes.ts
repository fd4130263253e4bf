/** Which runtimes the cluster lists, and what we know of them besides. */
import type { FunctionContentType } from '../contract/functions.ts'
import type { LanguageInfo, RuntimeInfo, RuntimeNote } from '../contract/runtimes.ts'
import { fileNameOf } from '../functions/handler.ts'
import { findRuntime, imageOf, parseRuntimeImages } from '../functions/runtime-images.ts'
import type { PhaseImage, RuntimeImages } from '../functions/runtime-images.ts'
import type { KubelessConfig } from './kubeless-config.ts'

export interface Runtimes {
  /** Undefined when the configuration cannot be read: then nothing can be said against a runtime. */
  names(): readonly string[] | undefined
  /** In the order of the configuration. */
  list(): RuntimeInfo[]
  /** What the function's files are called. */
  filesOf(spec: { runtime: string; handler: string; contentType: FunctionContentType }): {
    fileName: string
    depsFileName: string
  }
  /** What a new function of that runtime would be run by; undefined when the configuration does not say. */
  imageOf(runtime: string): Pick<PhaseImage, 'image' | 'command'> | undefined
}

interface Read {
  /** What it was read from. */
  data: Record<string, string> | undefined
  images?: RuntimeImages
  names?: readonly string[]
  notes: Record<string, RuntimeNote>
}

export function startRuntimes(config: KubelessConfig, languages: readonly LanguageInfo[]): Runtimes {
  let kept: Read | undefined
  const read = (): Read => {
    const data = config.data()
    return kept && kept.data === data ? kept : (kept = readFrom(data))
  }
  return {
    names: () => read().names,
    list: () => listFrom(read(), languages),
    filesOf({ runtime, handler, contentType }) {
      const found = findRuntime(read().images ?? [], runtime)?.runtime
      return {
        fileName: fileNameOf(handler, contentType, found?.fileNameSuffix ?? ''),
        depsFileName: found?.depName ?? '',
      }
    },
    imageOf(runtime) {
      const found = findRuntime(read().images ?? [], runtime)
      return found && imageOf(found.version, 'runtime')
    },
  }
}

function readFrom(data: Record<string, string> | undefined): Read {
  if (!data) return { data, notes: {} }
  const notes = readNotes(data['runtime-notes'])
  try {
    const images = parseRuntimeImages(data['runtime-images'] ?? '[]')
    return { data, images, names: namesIn(images), notes }
  } catch {
    return { data, notes } // Somebody else's spelling: better to allow everything than nothing.
  }
}

function readNotes(text: string | undefined): Record<string, RuntimeNote> {
  try {
    const notes: unknown = JSON.parse(text ?? '{}')
    return typeof notes === 'object' && notes !== null ? (notes as Record<string, RuntimeNote>) : {}
  } catch {
    return {} // Notes are an extra.
  }
}

function namesIn(images: RuntimeImages): string[] {
  return images.flatMap((runtime) => runtime.versions.map(({ version }) => runtime.ID + version))
}

function listFrom({ images = [], notes }: Read, languages: readonly LanguageInfo[]): RuntimeInfo[] {
  return images.flatMap((runtime) => {
    const language = languages.find(({ id }) => id === runtime.ID)
    return runtime.versions.map(({ version }) => {
      const name = runtime.ID + version
      const note = notes[name]
      return {
        name,
        id: runtime.ID,
        version,
        language: language?.language ?? runtime.ID,
        editorLanguage: language?.editorLanguage ?? 'plaintext',
        isAvailable: note?.isAvailable ?? true,
        ...(note?.note && { note: note.note }),
        ...(note?.install && { install: note.install }),
        fileNameSuffix: runtime.fileNameSuffix ?? '',
        depsFileName: runtime.depName ?? '',
        samples: language?.samples ?? [],
      }
    })
  })
}
