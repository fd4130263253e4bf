/** Kubernetes' quantities, such as `128Mi` and `250m`. */
import { availableParallelism, totalmem } from 'node:os'
import type { NodeContainer } from './pod-spec.ts'

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

/** Undefined when it is not a quantity. */
export function parseQuantity(text: string | number | undefined): number | undefined {
  const [, digits, exponent, suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(String(text ?? '')) ?? []
  if (digits === undefined) return undefined
  return Number(digits) * (exponent === undefined ? (factors[suffix] ?? 1) : 10 ** Number(exponent))
}

/** A limit or request as `resourceFieldRef` gives it: in units of `divisor`, rounded up; without a limit, what the machine has. */
export function resourceValue({ resources }: NodeContainer, resource: string, divisor = '1'): string {
  const [, kind = '', name = ''] = /^(limits|requests)\.(.+)$/.exec(resource) ?? []
  const given =
    kind === 'requests'
      ? (resources?.requests?.[name] ?? resources?.limits?.[name])
      : resources?.limits?.[name]
  const whole = name === 'cpu' ? availableParallelism() : name === 'memory' ? totalmem() : 0
  const value = parseQuantity(given) ?? (kind === 'limits' ? whole : 0)
  const unit = parseQuantity(divisor) || 1
  return String(Math.ceil(value / unit - 1e-9))
}
