import { afterEach, expect, test } from 'vitest'
import type { EventObject } from '../../functions/objects.ts'
import { kinds } from './kinds.ts'
import { startObedientClock } from '../../testing/obedient-clock.ts'
import { startTestCluster } from './testing/test-cluster.ts'
import type { TestCluster } from './testing/test-cluster.ts'

let cluster: TestCluster
afterEach(() => cluster.close())

function event(name: string, lastTimestamp: string): EventObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { namespace: 'default', name },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'p', apiVersion: 'v1' },
    reason: 'Started',
    message: name,
    type: 'Normal',
    firstTimestamp: lastTimestamp,
    lastTimestamp,
  }
}

const names = () => cluster.list<EventObject>(kinds.events).map(({ metadata }) => metadata.name)

test('an Event goes an hour after it was last written', async () => {
  const clock = startObedientClock('2026-11-27T03:00:00Z')
  cluster = await startTestCluster({ clock })
  await cluster.client.create(kinds.events, event('long-over', '2026-11-27T01:30:00Z'))
  await cluster.client.create(kinds.events, event('again', '2026-11-27T02:10:00Z'))
  await cluster.client.create(kinds.events, event('last', '2026-11-27T02:20:00Z'))
  await cluster.until(() => names().sort().join() === 'again,last')
  // It happens once more: its hour begins anew.
  const merge = { count: 2, lastTimestamp: '2026-11-27T03:00:00Z' }
  await cluster.client.patch(kinds.events, { namespace: 'default', name: 'again' }, { merge })
  await cluster.until(() => cluster.list<EventObject>(kinds.events).some(({ count }) => count === 2))
  await cluster.client.create(kinds.events, event('after', '2026-11-27T01:00:00Z'))
  await cluster.until(() => !names().includes('after') && names().length === 2)
  clock.pass(21 * 60_000)
  await cluster.until(() => names().join() === 'again')
  expect(names()).toEqual(['again'])
})
