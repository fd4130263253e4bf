/** Whether labels are chosen by a label selector of Kubernetes. */
import type { LabelSelector } from './kinds.ts'

type Labels = Record<string, string> | undefined

/** A selector that is absent or says nothing chooses nothing: here it always means "not set". */
export function isChosen(labels: Labels, selector: LabelSelector | undefined): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {}
  const wanted = Object.entries(matchLabels)
  if (wanted.length === 0 && matchExpressions.length === 0) return false
  return hasAll(labels, matchLabels) && matchExpressions.every((expression) => holds(labels, expression))
}

/** Whether `labels` has each of `wanted`, which is the whole selector of a Service. */
export function hasAll(labels: Labels, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => labels?.[key] === value)
}

function holds(
  labels: Labels,
  { key, operator, values = [] }: { key: string; operator: string; values?: string[] },
): boolean {
  const value = labels?.[key]
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false // The API refuses any other; rather nothing than somebody else's pods.
  }
}
