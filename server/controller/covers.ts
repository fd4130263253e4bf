/** Whether an object is as it was asked for, though the API server has added defaults and written some values its own way. */
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

const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

/** A Kubernetes quantity in billionths, so that fractions compare. */
function amountOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.round(value * 1e9)
  if (typeof value !== 'string') return undefined
  const [, digits, suffix] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(value) ?? []
  const factor = factors[suffix ?? '?']
  return digits === undefined || factor === undefined ? undefined : Math.round(Number(digits) * factor * 1e9)
}
