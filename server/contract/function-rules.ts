/**
 * What can be said against a function without asking the cluster: forms show it beside the field, routes
 * refuse with it, in the same words. Only values are judged here; whether a body has the right keys and
 * types is looked at where it comes in (`http/`).
 */
import { codeProblems } from './code-rules.ts'
import { envProblems } from './env-rules.ts'
import type { Problem } from './errors.ts'
import type { FunctionSpec } from './functions.ts'
import { descriptionProblems, labelProblems } from './label-rules.ts'
import { nameProblems, namespaceProblems, ownNameProblems } from './name-rules.ts'
import { countProblems, quantityProblems } from './number-rules.ts'

/** What is known of the cluster, where it is known. */
export interface KnownOfCluster {
  /** The names of its runtimes. */
  runtimes?: readonly string[]
}

/** Everything wrong with a spec, in the order of its fields; empty: it can be sent. */
export function problemsWith(spec: FunctionSpec, known: KnownOfCluster = {}): Problem[] {
  return [
    ...nameProblems(spec.name),
    ...namespaceProblems(spec.namespace),
    ...ownNameProblems(spec),
    ...runtimeProblems(spec.runtime, known.runtimes),
    ...handlerProblems(spec.handler),
    ...codeProblems(spec),
    ...countProblems(spec),
    ...envProblems(spec.env ?? []),
    ...quantityProblems(spec),
    ...labelProblems(spec.labels ?? {}),
    ...descriptionProblems(spec.description ?? ''),
  ]
}

function runtimeProblems(runtime: string, known: readonly string[] | undefined): Problem[] {
  if (runtime === '')
    return [
      {
        code: 'runtime_required',
        field: 'runtime',
        message: 'A runtime is required.',
        hint: 'Choose one from the list.',
      },
    ]
  const isName = /^[a-zA-Z_-]{1,100}[0-9.]{1,20}$/.test(runtime)
  if (isName && (known === undefined || known.includes(runtime))) return []
  return [
    {
      code: 'runtime_unknown',
      field: 'runtime',
      message: `The cluster has no runtime ${shortened(runtime)}.`,
      hint: known?.length
        ? `Known are: ${known.join(', ')}.`
        : 'Its name is language and version, e.g. python3.13.',
    },
  ]
}

/** Both parts end up in file names, variables and, in upstream's controller, in a shell command line. */
function handlerProblems(handler: string): Problem[] {
  const problem = (
    code: 'handler_required' | 'handler_invalid',
    message: string,
    hint: string,
  ): Problem[] => [{ code, field: 'handler', message, hint }]
  const form = 'It is written file.function, e.g. handler.hello.'
  if (handler === '') return problem('handler_required', 'A handler is required.', form)
  const [module = '', entry = '', ...more] = handler.split('.')
  if (more.length > 0 || module === '' || entry === '')
    return problem(
      'handler_invalid',
      'The handler is not of the form file.function.',
      'It has exactly one dot, e.g. handler.hello.',
    )
  if (!/^[A-Za-z_][\w-]*$/.test(module) || !/^[A-Za-z_]\w*$/.test(entry))
    return problem(
      'handler_invalid',
      'The handler, file.function, holds characters that cannot stand in it.',
      'Use letters, digits and _, in the file’s name also -, and begin both parts with a letter or _.',
    )
  if (handler.length > 200)
    return problem(
      'handler_invalid',
      'The handler is longer than 200 characters.',
      'Shorten the names of file and function.',
    )
  if (module === '_kubeless')
    return problem(
      'handler_invalid',
      'The file of the handler cannot be called _kubeless.',
      'That is the runtime’s own file: choose another name.',
    )
  return []
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
