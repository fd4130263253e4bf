import { expect, test } from 'vitest'
import type { NamespaceAccess } from '#contract/access.ts'
import { denialIn } from './access.ts'

const may: NamespaceAccess['may'] = {
  ...{ create: true, change: false, delete: true, invoke: true, readLogs: true },
  ...{ changeAddresses: true, changeSchedules: true, runSchedules: true },
}
const missing: NamespaceAccess['missing'] = [{ action: 'change', needs: 'update functions.kubeless.io' }]

test('what may be done is not barred, nor what nothing is known of', () => {
  expect(denialIn({ namespace: 'team', may, missing }, 'create')).toBeUndefined()
  expect(denialIn(undefined, 'change')).toBeUndefined()
})

test('what may not be done says which right it needs, and what grants it where that is known', () => {
  expect(denialIn({ namespace: 'team', may, missing }, 'change')).toEqual({
    reason: 'You may not change functions in team: that needs update functions.kubeless.io.',
    remedy: undefined,
  })
  expect(denialIn({ namespace: 'team', may, missing, grant: 'kind: Role\n' }, 'change')).toMatchObject({
    remedy: { text: 'kind: Role\n' },
  })
})
