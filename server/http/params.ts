/** The names in a path. They may be of functions others made, so they are checked by the rule of the API server only. */
import { AppError } from '../errors.ts'

const nameRule = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const namespaceRule = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/

/** Throws an `AppError` about a name that can be none. */
export function readParams(params: Record<string, string | string[] | undefined>): Record<string, string> {
  const read = Object.entries(params).map(([key, value]) => {
    const text = typeof value === 'string' ? value : ''
    if (key === 'namespace' && !namespaceRule.test(text))
      throw new AppError(
        422,
        'namespace_invalid',
        "The address names no namespace: it has only lower-case letters, digits and '-'.",
        { field: key },
      )
    if (key !== 'namespace' && !nameRule.test(text))
      throw new AppError(
        422,
        'name_invalid',
        "The address holds something that is no name: a name has only lower-case letters, digits and '-'.",
        { field: key },
      )
    return [key, text] as const
  })
  return Object.fromEntries(read)
}
