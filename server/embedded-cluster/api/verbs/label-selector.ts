/** Label selectors: `app=x,tier in (a,b),!gone`, read with the words a real server uses for faults. */
import { badRequest } from '../status.ts'

/** Whether labels are selected. */
export type LabelTest = (labels: Record<string, string> | undefined) => boolean

type Token = { is: 'word' | 'sign' | 'end'; text: string }

/** Selects everything when the text is empty. Throws 400. */
export function parseLabelSelector(text: string): LabelTest {
  const tokens = tokensOf(text)
  const tests: LabelTest[] = []
  let at = 0
  const peek = () => tokens[at] ?? { is: 'end', text: '' }
  const next = () => tokens[at++] ?? { is: 'end', text: '' }

  if (peek().is === 'end') return () => true
  for (;;) {
    tests.push(requirement())
    const token = next()
    if (token.is === 'end') break
    if (token.text !== ',') throw badRequest(`found '${token.text}', expected: ',' or 'end of string'`)
    const following = peek()
    if (following.is === 'sign' && following.text !== '!')
      throw badRequest(`found '${following.text}', expected: identifier after ','`)
  }
  return (labels) => tests.every((test) => test(labels))

  function requirement(): LabelTest {
    const first = next()
    const isNegated = first.text === '!' && first.is === 'sign'
    const key = isNegated ? next() : first
    if (key.is !== 'word')
      throw isNegated
        ? badRequest(`unable to parse requirement: found '${key.text}', expected: identifier`)
        : badRequest(`found '${key.text}', expected: !, identifier, or 'end of string'`)
    checkKey(key.text)
    if (isNegated) return (labels) => labels?.[key.text] === undefined
    const operator = peek()
    if (operator.is === 'end' || operator.text === ',') return (labels) => labels?.[key.text] !== undefined
    next()
    return comparison(key.text, operator.text)
  }

  function comparison(key: string, operator: string): LabelTest {
    switch (operator) {
      case '=':
      case '==': {
        const value = exactValue()
        return (labels) => labels?.[key] === value
      }
      case '!=': {
        const value = exactValue()
        return (labels) => labels?.[key] !== value
      }
      case 'in':
      case 'notin': {
        const values = valueList()
        return (labels) => {
          const isIn = labels?.[key] !== undefined && values.has(labels[key])
          return operator === 'in' ? isIn : !isIn
        }
      }
      case '>':
      case '<': {
        const bound = exactValue()
        if (!/^-?\d+$/.test(bound))
          throw badRequest(
            `values[0][${key}]: Invalid value: "${bound}": for 'Gt', 'Lt' operators, the value must be an integer`,
          )
        return (labels) => {
          const value = labels?.[key]
          if (value === undefined || !/^-?\d+$/.test(value)) return false
          return operator === '>' ? Number(value) > Number(bound) : Number(value) < Number(bound)
        }
      }
      default:
        throw badRequest(
          `unable to parse requirement: found '${operator}', expected: in, notin, =, ==, !=, gt, lt`,
        )
    }
  }

  function exactValue(): string {
    const token = peek()
    if (token.is === 'end' || token.text === ',') return ''
    next()
    if (token.is !== 'word')
      throw badRequest(`unable to parse requirement: found '${token.text}', expected: identifier`)
    checkValue(token.text)
    return token.text
  }

  function valueList(): Set<string> {
    const open = next()
    if (open.text !== '(') throw badRequest(`unable to parse requirement: found '${open.text}' expected: '('`)
    const values = new Set<string>()
    for (;;) {
      const token = next()
      if (token.text === ')' && token.is === 'sign') {
        values.add('')
        return values
      }
      if (token.is === 'sign' && token.text === ',') {
        values.add('')
        continue
      }
      if (token.is !== 'word')
        throw badRequest(
          `unable to parse requirement: found '${token.text}', expected: ',', ')' or identifier`,
        )
      checkValue(token.text)
      values.add(token.text)
      const after = next()
      if (after.text === ')') return values
      if (after.text !== ',')
        throw badRequest(`unable to parse requirement: found '${after.text}', expected: ',' or ')'`)
    }
  }
}

/** Whether labels fit a `LabelSelector` object, as Deployments carry one. */
export function matchesSelector(
  selector: {
    matchLabels?: Record<string, string>
    matchExpressions?: { key: string; operator: string; values?: string[] }[]
  },
  labels: Record<string, string> | undefined,
): boolean {
  const isEqual = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value)
  return isEqual && (selector.matchExpressions ?? []).every((one) => matchesExpression(one, labels))
}

function matchesExpression(
  { key, operator, values = [] }: { key: string; operator: string; values?: string[] },
  labels: Record<string, string> | undefined,
): boolean {
  const value = labels?.[key]
  if (operator === 'Exists') return value !== undefined
  if (operator === 'DoesNotExist') return value === undefined
  const isIn = value !== undefined && values.includes(value)
  return operator === 'In' ? isIn : !isIn
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (const [found] of text.matchAll(/\s+|==?|!=?|[(),<>]|[^\s=!(),<>]+/g)) {
    if (/^\s+$/.test(found)) continue
    tokens.push({ is: /^[=!(),<>]/.test(found) ? 'sign' : 'word', text: found })
  }
  return tokens
}

const namePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const prefixPart = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

function checkKey(key: string): void {
  const parts = key.split('/')
  const name = parts.pop() ?? ''
  const isPrefixed = parts.length === 1
  if (
    parts.length > 1 ||
    name.length > 63 ||
    !namePart.test(name) ||
    (isPrefixed && !prefixPart.test(parts[0] ?? ''))
  )
    throw badRequest(
      `unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    )
}

function checkValue(value: string): void {
  if (value === '' || (value.length <= 63 && namePart.test(value))) return
  throw badRequest(
    `unable to parse requirement: values[0][]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
  )
}
