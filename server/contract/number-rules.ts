/** What is counted and what is measured: seconds, replicas, ports, cpu and memory. */
import type { ErrorCode, Problem } from './errors.ts'
import type { FunctionSpec } from './functions.ts'
import { valueOfQuantity } from './quantities.ts'

/** The whole numbers of a spec. They may be anything that came as JSON. */
export function countProblems({ timeoutSeconds, replicas, port }: FunctionSpec): Problem[] {
  return [
    ...rangeProblems(
      'timeoutSeconds',
      'timeout_range',
      timeoutSeconds,
      1,
      900,
      'The timeout is 1–900 seconds.',
    ),
    ...rangeProblems('replicas', 'replicas_range', replicas, 0, 50, 'There can be 0–50 replicas.'),
    ...rangeProblems('port', 'port_range', port, 1, 65535, 'A port is a number from 1 to 65535.'),
  ]
}

function rangeProblems(
  field: string,
  code: ErrorCode,
  value: unknown,
  least: number,
  most: number,
  message: string,
): Problem[] {
  if (value === undefined) return []
  if (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= least &&
    value <= most &&
    !Object.is(value, -0)
  )
    return []
  return [
    { code, field, message, hint: `Write a whole number, e.g. ${least > 1 ? least : Math.min(most, 10)}.` },
  ]
}

/** Limits of cpu and memory; empty: none. */
export function quantityProblems({ cpu = '', memory = '' }: FunctionSpec): Problem[] {
  return [
    ...limitProblems('cpu', cpu, {
      least: 0.001,
      most: 64,
      range: 'CPU is limited to 1m–64.',
      example: '500m',
    }),
    ...limitProblems('memory', memory, {
      least: 4 * mebi,
      most: 64 * 1024 * mebi,
      range: 'Memory is limited to 4Mi–64Gi.',
      example: '256Mi',
    }),
  ]
}

const mebi = 1024 * 1024

function limitProblems(
  field: 'cpu' | 'memory',
  text: string,
  { least, most, range, example }: { least: number; most: number; range: string; example: string },
): Problem[] {
  if (text === '') return []
  const value = valueOfQuantity(text)
  if (value === undefined)
    return [
      {
        code: 'quantity_invalid',
        field,
        message: `${JSON.stringify(text.slice(0, 40))} is not a Kubernetes quantity.`,
        hint: `Write a number and a unit, e.g. ${example}. Nothing means no limit.`,
      },
    ]
  if (value >= least && value <= most) return []
  return [{ code: 'quantity_range', field, message: range, hint: `e.g. ${example}. Nothing means no limit.` }]
}
