/** Every runtime we know: those we run, and those whose names functions written for upstream carry. */
import type { LanguageInfo } from '../contract/runtimes.ts'
import { go, goRuntimes } from './go/runtime.ts'
import { nodejs, nodejsRuntimes } from './nodejs/runtime.ts'
import { php, phpRuntimes } from './php/runtime.ts'
import { python, pythonRuntimes } from './python/runtime.ts'
import { ruby, rubyRuntimes } from './ruby/runtime.ts'
import type { Language, RuntimeImages } from './runtime-images.ts'
import { upstreamOnly } from './upstream-only.ts'

/** What the page shows about each language; those without samples are known by name only. */
export const languages: LanguageInfo[] = [
  python,
  nodejs,
  ruby,
  php,
  go,
  ...upstreamOnly.map(({ language }) => language),
]

const ours: Language[] = [pythonRuntimes, nodejsRuntimes, rubyRuntimes, phpRuntimes, goRuntimes]

/** For `kubeless-config` of the embedded cluster: everything that a function may name. */
export const runtimeImages: RuntimeImages[] = [
  ...ours.map((language) => imagesOf(language, [...language.current, ...language.older])),
  ...upstreamOnly.map(({ images }) => images),
]

/** For `kubeless-config` in `k8s.yaml`: versions that are maintained, on official images. */
export const clusterRuntimeImages: RuntimeImages[] = ours.map((language) =>
  imagesOf(language, language.current),
)

function imagesOf(language: Language, versions: string[]): RuntimeImages {
  return {
    ID: language.id,
    depName: language.depName,
    fileNameSuffix: language.fileNameSuffix,
    versions: versions.map((version) => ({
      name: `${language.id}${version.replaceAll('.', '')}`,
      version,
      images: language.phasesOf(version),
    })),
  }
}
