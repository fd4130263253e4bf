/** What tells one pod template from another: a digest to compare by, and the short hash in names and labels. */
import { createHash } from 'node:crypto'
import type { PodTemplate } from '../../functions/objects.ts'

/** The label a Deployment puts on its ReplicaSets and their pods. */
export const hashLabel = 'pod-template-hash'

/** Equal for templates that make the same pods, whoever wrote them and in whatever order. */
export function digestOf(template: PodTemplate | undefined): string {
  const { metadata = {}, spec } = template ?? {}
  const { creationTimestamp: _, labels = {}, ...rest } = metadata
  const { [hashLabel]: _hash, ...own } = labels
  return createHash('sha1')
    .update(canonical({ metadata: { ...rest, labels: own }, spec }))
    .digest('base64')
}

/** As Kubernetes spells a 32 bit number in names: digits, with the vowels and look-alikes avoided. */
export function hashOf(digest: string, collisions: number | undefined): string {
  const number = createHash('sha1')
    .update(`${digest} ${collisions ?? ''}`)
    .digest()
    .readUInt32BE(0)
  return String(number).replaceAll(/\d/g, (digit) => safeDigits[Number(digit)] ?? '')
}

/** apimachinery's `rand.SafeEncodeString` maps the digits 0 to 9 to these. */
const safeDigits = '456789bcdf'

/** JSON with keys in order and without what says nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    const entries = Object.entries(part).filter(([, inner]) => inner !== null && !isEmpty(inner))
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Only lists: an empty object can say something (`emptyDir: {}` is a kind of volume). */
function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}
