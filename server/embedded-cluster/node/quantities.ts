/** Limits and requests as a container may ask for them. */
import { availableParallelism, totalmem } from 'node:os'
import { valueOfQuantity } from '../../contract/quantities.ts'
import type { NodeContainer } from './pod-spec.ts'

/** A limit or request as `resourceFieldRef` gives it: in units of `divisor`, rounded up; without a limit, what the machine has. */
export function resourceValue({ resources }: NodeContainer, resource: string, divisor = '1'): string {
  const [, kind = '', name = ''] = /^(limits|requests)\.(.+)$/.exec(resource) ?? []
  const given =
    kind === 'requests'
      ? (resources?.requests?.[name] ?? resources?.limits?.[name])
      : resources?.limits?.[name]
  const whole = name === 'cpu' ? availableParallelism() : name === 'memory' ? totalmem() : 0
  const value = (given === undefined ? undefined : valueOfQuantity(given)) ?? (kind === 'limits' ? whole : 0)
  const unit = valueOfQuantity(divisor) || 1
  return String(Math.ceil(value / unit - 1e-9))
}
