/** Sets of fields, as `managedFields` holds them: a tree whose members are marked with `.` unless they are its ends. */
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'

/** A step on the way to a field: `f:name`, `k:{"name":"a"}` or `v:"x"`. */
export type Step = string

/** Changed in place while it is being made; treat as a value afterwards. */
export class FieldSet {
  isMember = false
  readonly children = new Map<Step, FieldSet>()

  insert(path: readonly Step[]): void {
    const [step, ...rest] = path
    if (step === undefined) this.isMember = true
    else this.child(step).insert(rest)
  }

  has(path: readonly Step[]): boolean {
    const [step, ...rest] = path
    if (step === undefined) return this.isMember
    return this.children.get(step)?.has(rest) ?? false
  }

  get isEmpty(): boolean {
    return !this.isMember && [...this.children.values()].every((child) => child.isEmpty)
  }

  /** Every member, outer ones first. */
  *members(path: Step[] = []): Generator<Step[]> {
    if (this.isMember) yield path
    for (const [step, child] of [...this.children].sort(byStep)) yield* child.members([...path, step])
  }

  union(other: FieldSet): FieldSet {
    return setOf([...this.members(), ...other.members()])
  }

  minus(other: FieldSet): FieldSet {
    return setOf([...this.members()].filter((path) => !other.has(path)))
  }

  and(other: FieldSet): FieldSet {
    return setOf([...this.members()].filter((path) => other.has(path)))
  }

  equals(other: FieldSet): boolean {
    return this.minus(other).isEmpty && other.minus(this).isEmpty
  }

  /** As it stands in `fieldsV1`. */
  toJson(): JsonObject {
    const result: JsonObject = {}
    if (this.isMember && this.children.size > 0) result['.'] = {}
    for (const [step, child] of [...this.children].sort(byStep))
      if (!child.isEmpty) result[step] = child.toJson()
    return result
  }

  private child(step: Step): FieldSet {
    const known = this.children.get(step)
    if (known) return known
    const made = new FieldSet()
    this.children.set(step, made)
    return made
  }
}

export function setOf(paths: Iterable<readonly Step[]>): FieldSet {
  const set = new FieldSet()
  for (const path of paths) set.insert(path)
  return set
}

/** From `fieldsV1`. */
export function fieldSetFrom(fields: JsonObject): FieldSet {
  const set = new FieldSet()
  read(fields, [], set)
  set.isMember = false
  return set
}

function read(fields: JsonObject, path: Step[], set: FieldSet): void {
  const steps = Object.keys(fields).filter((step) => step !== '.')
  if (steps.length === 0 || fields['.'] !== undefined) set.insert(path)
  for (const step of steps) {
    const below = fields[step]
    if (isObject(below)) read(below, [...path, step], set)
  }
}

/** A path as it is said to people: `.spec.containers[name="a"].image`. */
export function pathText(path: readonly Step[]): string {
  return path
    .map((step) => {
      const rest = step.slice(2)
      if (step.startsWith('f:')) return `.${rest}`
      if (step.startsWith('v:')) return `[=${rest}]`
      return keysText(rest)
    })
    .join('')
}

function keysText(json: string): string {
  const keys = JSON.parse(json) as Record<string, Json>
  return `[${Object.entries(keys)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}]`
}

/** Fields before keys before values, each in alphabetical order. */
function byStep([a]: [Step, FieldSet], [b]: [Step, FieldSet]): number {
  return a < b ? -1 : 1
}
