/** Whether an object is as it was asked for, though the API server has added defaults and written some values its own way. */
import { valueOfQuantity } from '../contract/quantities.ts'
import { isRecord, isUnset } from './json.ts'

/** `live` may say more than `wanted` does; lists have to have the same length. */
export function covers(wanted: unknown, live: unknown): boolean {
  return isCovered(wanted, live, false)
}

/** Fields that hold amounts: 0.5 comes back as 500m. */
const amountMaps = new Set(['limits', 'requests'])
const amounts = new Set(['sizeLimit', 'averageValue'])

function isCovered(wanted: unknown, live: unknown, isAmount: boolean, isAmountMap = false): boolean {
  if (wanted === live) return true
  if (live === undefined || live === null) return isUnset(wanted) || wanted === false || wanted === 0
  if (Array.isArray(wanted))
    return (
      Array.isArray(live) &&
      wanted.length === live.length &&
      wanted.every((item, at) => isCovered(item, live[at], false))
    )
  if (!isRecord(wanted))
    return isAmount && amountOf(wanted) !== undefined && amountOf(wanted) === amountOf(live)
  // The target of a metric has a type; an environment variable, whose value is text, has not.
  const isTarget = 'type' in wanted
  return (
    isRecord(live) &&
    Object.entries(wanted).every(([key, inner]) =>
      isCovered(
        inner,
        live[key],
        isAmountMap || amounts.has(key) || (isTarget && key === 'value'),
        amountMaps.has(key),
      ),
    )
  )
}

/** A Kubernetes quantity in billionths, so that fractions compare. */
function amountOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.round(value * 1e9)
  if (typeof value !== 'string') return undefined
  const amount = valueOfQuantity(value)
  return amount === undefined ? undefined : Math.round(amount * 1e9)
}
