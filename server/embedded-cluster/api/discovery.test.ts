import { expect, test } from 'vitest'
import { readRecordings } from './conformance/recordings.ts'
import { aggregated, resourceList } from './discovery.ts'
import type { Json } from './json.ts'
import { listAt, textAt } from './json.ts'
import { startRegistry } from './kinds/registry.ts'
import { memoryStorage } from './store/memory-storage.ts'
import { startStore } from './store/store.ts'

const registry = startRegistry(startStore(memoryStorage(), () => undefined))

/** What the real server has and we do not is no difference here; everything we say must be as it says it. */
function agrees(ours: Json[], theirs: Json[], nameOf: (one: Json) => string): void {
  for (const one of ours) {
    const same = theirs.find((other) => nameOf(other) === nameOf(one))
    expect(same, nameOf(one)).toBeDefined()
    expect(withoutSubresources(one)).toEqual(withoutSubresources(same ?? null))
    if (same) agreesInSubresources(one, same)
  }
}

function agreesInSubresources(ours: Json, theirs: Json): void {
  for (const one of listAt(ours, 'subresources')) expect(listAt(theirs, 'subresources')).toContainEqual(one)
}

function withoutSubresources(one: Json): Json {
  return JSON.parse(
    JSON.stringify(one, (name, value: Json) => (name === 'subresources' ? undefined : value)),
  ) as Json
}

function recorded(id: string): Json {
  const found = readRecordings().find((one) => one.id === id)?.exchanges[0]?.response
  return found?.json ?? (JSON.parse(found?.text ?? 'null') as Json)
}

test('every core kind is described as a real server describes it', () => {
  const theirs = listAt(recorded('1.36-1-discovery-auth/017-api-v1-resources'), 'resources')
  agrees(listAt(resourceList(registry, '', 'v1'), 'resources'), theirs, (one) => textAt(one, 'name') ?? '')
})

test('every other kind is described as a real server describes it', () => {
  const theirs = listAt(recorded('1.36-1-discovery-auth/012-apis-aggregated-v2'), 'items')
  for (const group of listAt(aggregated(registry, false), 'items')) {
    const same = theirs.find(
      (other) => textAt(other, 'metadata', 'name') === textAt(group, 'metadata', 'name'),
    )
    for (const version of listAt(group, 'versions')) {
      const other = listAt(same, 'versions').find(
        (one) => textAt(one, 'version') === textAt(version, 'version'),
      )
      agrees(listAt(version, 'resources'), listAt(other, 'resources'), (one) => textAt(one, 'resource') ?? '')
    }
  }
})
