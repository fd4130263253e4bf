import type { Page } from '@playwright/test'
import { deployed, expect, node, python, replaceCode, test } from './story.ts'

test('a wrong handler is found, and mended by one button', async ({ page, dashboard }) => {
  await dashboard.ask('POST', '/api/namespaces/default/functions', {
    namespace: 'default',
    name: 'misnamed',
    runtime: node,
    handler: 'handler.helo',
    code: "exports.hello = () => 'mended'\n",
  })
  await page.goto(`${dashboard.url}namespaces/default/functions/misnamed`)
  await expect(page.getByRole('alert').filter({ hasText: 'has no function helo' })).toBeVisible()
  await page.getByRole('button', { name: 'Why is it not working?' }).click()
  const dialog = page.getByRole('dialog', { name: 'Why is it not working?' })
  await expect(dialog).toContainText('handler.js has no function helo')
  await dialog.getByRole('button', { name: 'Change the handler to handler.hello' }).click()

  await expect(page.getByRole('region', { name: 'Rollout' })).toContainText('Your code is live')
  await page.getByLabel('Request method').selectOption('GET')
  await page.getByRole('button', { name: 'Run function' }).click()
  await expect(
    page.getByRole('region', { name: 'Response' }).getByText('mended', { exact: true }),
  ).toBeVisible()
})

test('a missing dependency is named with its line while the old version answers; its fix joins what was typed', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, {
    name: 'lacking',
    runtime: python,
    handler: 'handler.hello',
    code: 'def hello(event, context):\n    return "first"\n',
  })
  await page.goto(dashboard.url + path)
  await replaceCode(page, 'import json\nimport nothere\n\ndef hello(event, context):\n    return "second"\n')
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await expect(page.getByRole('button', { name: 'handler.py:2' })).toBeVisible()
  await expectMarked(page, 'import nothere', 'The module nothere is not installed')
  await expect(page.getByRole('region', { name: 'Rollout' })).toContainText('Not live')
  await page.getByLabel('Request method').selectOption('GET')
  await page.getByRole('button', { name: 'Run function' }).click()
  await expect(
    page.getByRole('region', { name: 'Response' }).getByText('first', { exact: true }),
  ).toBeVisible()

  const typed = 'import json\nimport nothere\n\ndef hello(event, context):\n    return "typed meanwhile"\n'
  await replaceCode(page, typed)
  await page.getByRole('button', { name: 'Why is it not working?' }).click()
  const dialog = page.getByRole('dialog', { name: 'Why is it not working?' })
  await expect(dialog).toContainText('The module nothere is not installed (handler.py, line 2)')
  await dialog.getByRole('button', { name: 'Add nothere to requirements.txt' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByLabel('Dependencies')).toHaveValue('nothere\n')
  await expect(page.getByRole('region', { name: 'Code' })).toContainText('typed meanwhile')
  await expect(page.getByRole('region', { name: 'Rollout' })).toContainText('Not live')
})

test('an import error of Node marks its line while the old version keeps answering', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, {
    name: 'lacking',
    runtime: node,
    handler: 'handler.hello',
    code: "exports.hello = () => 'first'\n",
  })
  await page.goto(dashboard.url + path)
  await replaceCode(
    page,
    "const fs = require('node:fs')\nconst nothere = require('nothere')\n\nexports.hello = () => 'second'\n",
  )
  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  await expect(page.getByRole('button', { name: 'handler.js:2' })).toBeVisible()
  await expectMarked(page, "require('nothere')", 'The module nothere is not installed')
  await page.getByLabel('Request method').selectOption('GET')
  await page.getByRole('button', { name: 'Run function' }).click()
  const response = page.getByRole('region', { name: 'Response' })
  await expect(response.getByText('first', { exact: true })).toBeVisible()
  await expect(response).toContainText('previous version')
})

/** The message stands at the end of its line in the editor. */
async function expectMarked(page: Page, line: string, message: string): Promise<void> {
  const marked = page.getByRole('region', { name: 'Code' }).locator('.view-line', { hasText: message })
  await expect(marked).toContainText(line)
}
