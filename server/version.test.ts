import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { version } from './version.ts'

test('the version shown is the version of the package', async () => {
  expect(JSON.parse(await readFile('package.json', 'utf8'))).toMatchObject({ version })
})
