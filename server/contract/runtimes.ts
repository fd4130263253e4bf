/** A runtime of `kubeless-config`. */
export interface RuntimeInfo {
  /** ID and version, as a Function names it, e.g. `python3.13`. */
  name: string
  /** The ID, e.g. `python`, `nodejs`. */
  id: string
  /** e.g. `3.13`. */
  version: string
  /** What people call the language, e.g. `Python`. */
  language: string
  /** Monaco's name for it, e.g. `python`, `javascript`. */
  editorLanguage: string
  /** Whether this cluster can run it. */
  isAvailable: boolean
  /** Why not, or on what it really runs, e.g. `Runs on this machine's Python 3.11.7`. */
  note?: string
  /** The command that would make it available. */
  install?: string
  /** e.g. `.py`. */
  fileNameSuffix: string
  /** e.g. `requirements.txt`; empty: takes no dependencies. */
  depsFileName: string
  /** Working starting points; the first is the default. Empty: bring your own code. */
  samples: FunctionSample[]
}

/** A function to start from. */
export interface FunctionSample {
  /** e.g. `Hello`. */
  title: string
  /** One line on what it shows. */
  description: string
  /** A name to suggest, e.g. `hello`. */
  name: string
  handler: string
  code: string
  deps: string
  /** A first request that gets a telling answer. */
  request: { method: 'GET' | 'POST'; type: 'json' | 'text'; body: string }
}

/** A language we know: what a cluster's `kubeless-config` does not say about the runtimes of that ID. */
export interface LanguageInfo {
  /** ID in `runtime-images`, e.g. `nodejs`. */
  id: string
  /** e.g. `Node.js`. */
  language: string
  /** Monaco's name. */
  editorLanguage: string
  samples: FunctionSample[]
}

/** What a cluster may say about one of its runtimes, by name, in key `runtime-notes` of `kubeless-config` (ours, JSON). */
export interface RuntimeNote {
  isAvailable: boolean
  note?: string
  install?: string
}
