/** The user's own labels, as Kubernetes takes them, and the description. */
import type { Problem } from './errors.ts'
import { isStorableText, utf8Bytes } from './text.ts'

/** Pods are found by these, so nobody else sets them. */
const ours: readonly string[] = ['created-by', 'function']
const word = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const dnsName = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const mostLabels = 64
/** All annotations of an object have 256 KiB, and others have a share in them. */
const mostDescriptionBytes = 100_000

/** What is wrong with labels; `field` names the one, e.g. `labels.team`. */
export function labelProblems(labels: Readonly<Record<string, string>>): Problem[] {
  const entries = Object.entries(labels)
  if (entries.length > mostLabels)
    return [
      {
        code: 'labels_invalid',
        field: 'labels',
        message: `There are ${entries.length} labels; at most ${mostLabels} are possible.`,
      },
    ]
  return entries.flatMap(([key, value]) => {
    const message = whatIsWrong(key, value)
    return message === undefined
      ? []
      : [{ code: 'labels_invalid' as const, field: `labels.${key}`, ...message }]
  })
}

function whatIsWrong(key: string, value: string): Pick<Problem, 'message' | 'hint'> | undefined {
  const shown = JSON.stringify(key.slice(0, 60))
  if (ours.includes(key))
    return { message: `The label ${shown} is set by Kubeless.`, hint: 'Choose another one.' }
  const [name = '', prefix, ...more] = key.split('/').reverse()
  if (more.length > 0 || !word.test(name) || (prefix !== undefined && !dnsName.test(prefix)))
    return {
      message: `${shown} cannot be the name of a label.`,
      hint: 'At most 63 letters, digits, -, _ and ., the first and the last a letter or a digit; before it, if need be, a domain and a slash.',
    }
  if (value === '' || word.test(value)) return undefined
  return {
    message: `The value of label ${shown} cannot be used.`,
    hint: 'At most 63 letters, digits, -, _ and ., the first and the last a letter or a digit.',
  }
}

/** What is wrong with the description. */
export function descriptionProblems(description: string): Problem[] {
  const problem = (message: string): Problem[] => [{ code: 'field_invalid', field: 'description', message }]
  if (utf8Bytes(description) > mostDescriptionBytes) return problem('The description is larger than 100 KB.')
  return isStorableText(description) ? [] : problem('The description holds a character that is not text.')
}
