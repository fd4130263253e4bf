/** The JSON paths of printer columns: `.spec.a`, `.list[0].b`, `.list[*].b`, `.list[?(@.type=="Ready")].status`, `['a.b']`. */
import type { Json } from '../json.ts'
import { isObject, valueAt, wordOf } from '../json.ts'

type Step = { is: 'name'; name: string } | { is: 'index'; index: number } | { is: 'all' } | Filter

interface Filter {
  is: 'filter'
  path: string[]
  value: string
}

const known = new Map<string, Step[]>()

/** Everything the path leads to; nothing when it leads nowhere. */
export function readPath(value: Json, path: string): Json[] {
  const steps = known.get(path) ?? stepsOf(path)
  known.set(path, steps)
  return steps.reduce<Json[]>((found, step) => found.flatMap((one) => take(one, step)), [value])
}

function take(value: Json, step: Step): Json[] {
  if (step.is === 'name') {
    const found = isObject(value) && Object.hasOwn(value, step.name) ? value[step.name] : undefined
    return found === undefined ? [] : [found]
  }
  const items = Array.isArray(value)
    ? value
    : isObject(value) && step.is === 'all'
      ? Object.values(value)
      : []
  const there = items.filter((item) => item !== undefined)
  if (step.is === 'all') return there
  if (step.is === 'index') return there.slice(step.index, step.index === -1 ? undefined : step.index + 1)
  return there.filter((item) => wordOf(valueAt(item, ...step.path)) === step.value)
}

function stepsOf(path: string): Step[] {
  const steps: Step[] = []
  const pattern =
    /\.?([^.[\]]+)|\[\s*(-?\d+)\s*\]|\[\s*\*\s*\]|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\?\(\s*@\.([\w.-]+)\s*==\s*["']([^"']*)["']\s*\)\]/gy
  const text = path.replace(/\\\./g, '\u0000')
  for (;;) {
    const found = pattern.exec(text)
    if (!found) return steps
    const [whole, name, index, quoted, filterPath, filterValue] = found
    if (name !== undefined) steps.push({ is: 'name', name: name.replaceAll('\u0000', '.') })
    else if (index !== undefined) steps.push({ is: 'index', index: Number(index) })
    else if (quoted !== undefined) steps.push({ is: 'name', name: quoted })
    else if (filterPath !== undefined && filterValue !== undefined)
      steps.push({ is: 'filter', path: filterPath.split('.'), value: filterValue })
    else if (whole.includes('*')) steps.push({ is: 'all' })
  }
}
