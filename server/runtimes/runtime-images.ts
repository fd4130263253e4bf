/** `runtime-images` of `kubeless-config`, as Kubeless 1.0.8 reads it, and the one key that is ours. */

export interface RuntimeImages {
  /** First part of a runtime's name, e.g. `python`. No digits. */
  ID: string
  /** Name of the dependency file; empty: takes no dependencies. */
  depName: string
  /** With the dot. */
  fileNameSuffix: string
  versions: RuntimeVersion[]
}

export interface RuntimeVersion {
  name: string
  /** Second part of a runtime's name, e.g. `3.13`. */
  version: string
  /** In the order of their phases. Empty: known by name, runs nowhere. */
  images: PhaseImage[]
}

export interface PhaseImage {
  phase: 'installation' | 'compilation' | 'runtime'
  image: string
  /** For `sh -c`. Upstream has none in phase `runtime`: its images start by themselves, an official one has to be told. */
  command?: string
  /** `$(NAME)` is expanded by Kubernetes. */
  env?: Record<string, string>
}

/** What a language folder says: how it is written and how it is run. */
export interface Language {
  id: string
  depName: string
  fileNameSuffix: string
  /** Versions that are offered in a cluster, newest first. */
  current: string[]
  /** Versions that functions may name and that run where their language is, newest first. */
  older: string[]
  phasesOf(version: string): PhaseImage[]
}
