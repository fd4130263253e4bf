/** Environment variables. */
import type { ErrorCode, Problem } from './errors.ts'
import type { EnvVariable } from './functions.ts'
import { isStorableText, utf8Bytes } from './text.ts'

const mostVariables = 256
const mostValueBytes = 32 * 1024
/** With code and dependencies it has to fit into one object of the cluster, which takes 1.5 MiB. */
const mostBytes = 256 * 1024

/** As Kubernetes takes them. */
const nameRule = /^[A-Za-z_.-][A-Za-z0-9_.-]{0,252}$/
/** What the platform sets for the function to be found and run, and what would load foreign code into the runtime. */
const reserved =
  /^(PATH|NODE_OPTIONS|(LD|DYLD)_.*|KUBELESS_.*|MOD_NAME|FUNC_(HANDLER|TIMEOUT|RUNTIME|MEMORY_LIMIT|PORT|CHECKSUM|SOCKET|FILE|CONTENT_TYPE|DEPS_FILE|DEPS_CHECKSUM))$/

/** What is wrong with the variables; `field` names the row, e.g. `env[2].name`. */
export function envProblems(env: readonly EnvVariable[]): Problem[] {
  if (env.length > mostVariables)
    return [tooMany(`There are ${env.length} variables; at most ${mostVariables} are possible.`)]
  const bytes = env.reduce((sum, { name, value }) => sum + utf8Bytes(name) + utf8Bytes(value), 0)
  const first = new Map<string, number>()
  const problems = env.flatMap(({ name, value }, at) => {
    const before = first.get(name)
    if (before === undefined) first.set(name, at)
    return [
      ...nameProblems(name, before, `env[${at}].name`),
      ...valueProblems(name, value, `env[${at}].value`),
    ]
  })
  if (bytes > mostBytes) problems.push(tooMany('The variables are larger than 256 KB together.'))
  return problems
}

function nameProblems(name: string, before: number | undefined, field: string): Problem[] {
  const problem = (code: ErrorCode, message: string, hint: string): Problem[] => [
    { code, field, message, hint },
  ]
  if (name === '') return problem('env_invalid', 'A variable needs a name.', 'e.g. FEED_URL')
  if (!nameRule.test(name) || name.startsWith('..') || name === '.')
    return problem(
      'env_invalid',
      `${JSON.stringify(name.slice(0, 60))} cannot be the name of a variable.`,
      'Use letters, digits and _, and do not begin with a digit.',
    )
  if (reserved.test(name))
    return problem('env_reserved', `The variable ${name} is set by the platform.`, 'Choose another name.')
  if (before !== undefined)
    return problem('env_duplicate', `The variable ${name} is there twice.`, 'Remove one of the two.')
  return []
}

function valueProblems(name: string, value: string, field: string): Problem[] {
  const problem = (message: string, hint: string): Problem[] => [
    { code: 'env_invalid', field, message, hint },
  ]
  if (utf8Bytes(value) > mostValueBytes)
    return problem(
      `The value of ${name} is larger than 32 KB.`,
      'Put it into the code, or fetch it from elsewhere.',
    )
  if (!isStorableText(value))
    return problem(`The value of ${name} holds a character that is not text.`, 'Write it as base64.')
  return []
}

function tooMany(message: string): Problem {
  return { code: 'env_too_many', field: 'env', message, hint: 'Put data elsewhere, e.g. into the code.' }
}
