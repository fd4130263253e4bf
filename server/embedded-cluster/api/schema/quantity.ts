/** Quantities, checked as a real server checks them. */
import { valueOfQuantity } from '../../../contract/quantities.ts'

const shape = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/
/** Why the text is no quantity, in the words of a real server; undefined when it is one. */
export function quantityProblem(text: string): string | undefined {
  if (text === '')
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
  if (valueOfQuantity(text) !== undefined) return undefined
  const isShaped = shape.test(text) && !Number.isNaN(Number(shape.exec(text)?.[1]))
  return isShaped
    ? "unable to parse quantity's suffix"
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
}
