/** Environment variables as lines of text, as they stand in `.env` files and shells. Pure. */
import type { EnvVariable } from '#contract/functions.ts'

/** The variables in a pasted text; `undefined` when it is no list of `NAME=value` lines. */
export function parseEnvText(text: string): EnvVariable[] | undefined {
  const variables: EnvVariable[] = []
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const match = /^(?:export\s+)?(?<name>[A-Za-z_][\w.-]*)\s*=(?<value>.*)$/.exec(trimmed)
    if (!match?.groups) return undefined
    variables.push({ name: match.groups.name ?? '', value: unquote((match.groups.value ?? '').trim()) })
  }
  return variables.length > 0 ? variables : undefined
}

/** The variables with the pasted ones: the same name takes the new value, empty rows give way. */
export function withPasted(env: readonly EnvVariable[], pasted: readonly EnvVariable[]): EnvVariable[] {
  const merged = env.filter(({ name, value }) => name !== '' || value !== '')
  for (const variable of pasted) {
    const at = merged.findIndex(({ name }) => name === variable.name)
    if (at >= 0) merged[at] = variable
    else merged.push(variable)
  }
  return merged
}

function unquote(value: string): string {
  const quoted = /^(["'])(?<inner>.*)\1$/s.exec(value)
  return quoted?.groups?.inner ?? value
}
