/**
 * What the create form holds: only what a person chose or typed. Everything else follows from it, so a field
 * nobody touched changes with the runtime, and one that was typed into never does. Pure.
 */
import type { FunctionSpec, FunctionSummary } from '#contract/functions.ts'
import type { NamespaceInfo } from '#contract/cluster.ts'
import type { FunctionSample, RuntimeInfo } from '#contract/runtimes.ts'
import type { CodeFile } from '../../lib/code-file.ts'
import { languagesOf } from './languages.ts'
import { sampleCode } from './sample-code.ts'
import { suggestName } from './suggest-name.ts'

/** What was chosen or typed; what is absent is suggested. */
export interface NewFunctionChoice {
  runtime?: string
  /** Title of the sample. */
  sample?: string
  name?: string
  namespace?: string
  handler?: string
  /** For a runtime without samples. */
  code?: string
  /** A file in place of a sample. */
  file?: CodeFile
}

/** What the form needs to know to make suggestions. */
export interface Surroundings {
  runtimes: readonly RuntimeInfo[]
  functions: readonly FunctionSummary[]
  namespaces: readonly NamespaceInfo[]
  /** The one chosen in the left bar. */
  namespace?: string
  /** Namespaces in which the person may not create anything, as far as that is known. */
  denied?: readonly string[]
}

/** What the form shows, and what would be created. */
export interface NewFunction {
  runtime?: RuntimeInfo
  sample?: FunctionSample
  /** Brings the code, in place of a sample. */
  file?: CodeFile
  spec: FunctionSpec
}

export function resolve(choice: NewFunctionChoice, surroundings: Surroundings): NewFunction {
  const { runtimes, functions } = surroundings
  const runtime =
    runtimes.find(({ name }) => name === choice.runtime) ??
    runtimeFor(choice.file, runtimes) ??
    languagesOf(runtimes)[0]?.runtimes[0]
  const chosen = runtime?.samples.find(({ title }) => title === choice.sample) ?? runtime?.samples[0]
  const sample = choice.file ? undefined : chosen
  const namespace = choice.namespace ?? suggestNamespace(surroundings)
  const taken = new Set(functions.filter((known) => known.namespace === namespace).map(({ name }) => name))
  const spec: FunctionSpec = {
    name: choice.name ?? suggestName(sample?.name ?? nameFrom(choice.file) ?? 'hello', taken),
    namespace,
    runtime: runtime?.name ?? choice.runtime ?? '',
    handler: choice.handler ?? sample?.handler ?? handlerFor(choice.file, chosen?.handler),
    code:
      choice.file?.code ??
      (sample && sampleCode(sample, choice.handler ?? sample.handler)) ??
      choice.code ??
      '',
  }
  if (choice.file) spec.contentType = choice.file.contentType
  if (sample?.deps) spec.deps = sample.deps
  return { runtime, sample, file: choice.file, spec }
}

/** A source file says by its suffix what runs it. */
function runtimeFor(file: CodeFile | undefined, runtimes: readonly RuntimeInfo[]): RuntimeInfo | undefined {
  if (file?.contentType !== 'text') return undefined
  const isFor = ({ fileNameSuffix: suffix }: RuntimeInfo) => suffix !== '' && file.name.endsWith(suffix)
  return languagesOf(runtimes)
    .flatMap((language) => language.runtimes)
    .find((known) => known.isAvailable && isFor(known))
}

/** The module of a single file is its own name; that of an archive can only be guessed. */
function handlerFor(file: CodeFile | undefined, usual = 'handler.handler'): string {
  const module = file?.contentType === 'text' ? (file.name.split('.')[0] ?? '') : ''
  const [usualModule, entry = 'handler'] = usual.split('.')
  return `${/^[\w-]+$/.test(module) ? module : usualModule}.${entry}`
}

function nameFrom(file: CodeFile | undefined): string | undefined {
  const name = file?.name
    .replace(/\..*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return name || undefined
}

function suggestNamespace({ namespaces, namespace, denied = [] }: Surroundings): string {
  const there = namespaces.filter(({ isProtected }) => !isProtected).map(({ name }) => name)
  const allowed = there.filter((name) => !denied.includes(name))
  const open = allowed.length > 0 ? allowed : there
  const wished = [namespace, 'default'].find((wish) => wish !== undefined && open.includes(wish))
  return wished ?? open[0] ?? namespace ?? 'default'
}
