import { deployed, expect, node, replaceCode, test } from './story.ts'

test('the editor knows the event, a slip in the handler is mended before it is deployed, and keys run the function', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, {
    name: 'helped',
    runtime: node,
    handler: 'handler.hello',
    code: "exports.hello = () => 'first'\n",
  })
  await page.goto(dashboard.url + path)
  await page.getByLabel('Request method').selectOption('GET')
  const code = page.getByRole('region', { name: 'Code' })

  // The parameters are called as the signature says.
  await replaceCode(page, 'exports.helo = (e, ctx) => `as ${typeof e')
  await expect(code).toContainText('typeof e')
  await page.keyboard.type('.')
  const suggestions = page.getByRole('listbox', { name: 'Suggest' })
  await expect(suggestions.getByRole('option', { name: /^data/ })).toBeVisible()
  await expect(page.locator('.suggest-details')).toContainText('Parsed when the Content-Type is')
  await page.keyboard.type('da')
  await expect(suggestions.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await page.keyboard.type('}`')
  await expect(code).toContainText('`as ${typeof e.data}`')

  await page.getByLabel('Dependencies').fill('{ "ms": "2.1.3" }')
  await expect(page.getByLabel('Dependencies')).toHaveAccessibleDescription(
    /Line 1 ms stands outside of dependencies/,
  )
  await page.getByLabel('Dependencies').fill('')

  await page.getByRole('button', { name: 'Deploy', exact: true }).click()
  const doubt = page
    .getByRole('status')
    .filter({ hasText: 'Not deployed yet: handler.js exports helo, not hello.' })
  await expect(doubt.getByRole('button', { name: 'Deploy anyway' })).toBeVisible()
  await page.getByRole('tab', { name: 'Settings' }).click()
  await expect(page.getByLabel('Handler', { exact: true })).toHaveAccessibleDescription(
    'handler.js exports helo, not hello.',
  )
  await doubt.getByRole('button', { name: 'Change the handler to handler.helo' }).click()
  await expect(doubt).toHaveCount(0)
  await expect(page.getByLabel('Handler', { exact: true })).toHaveValue('handler.helo')
  await page.getByRole('tab', { name: 'Code' }).click()

  await code.locator('.view-line').first().click()
  await page.keyboard.press('ControlOrMeta+S')
  await expect(page.getByRole('region', { name: 'Rollout' })).toContainText('Your code is live')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(
    page.getByRole('region', { name: 'Response' }).getByText('as object', { exact: true }),
  ).toBeVisible()
  // The key began no new line.
  await expect(page.getByText('Unsaved changes', { exact: true })).toHaveCount(0)
})
