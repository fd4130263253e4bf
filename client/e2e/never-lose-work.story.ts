import { deployed, expect, node, replaceCode, signIn, test } from './story.ts'

const code =
  "const greeting = 'hello'\n\nconst name = 'world'\n\nexports.hello = () => `${greeting} ${name}`\n"
const spec = { name: 'shared', runtime: node, handler: 'handler.hello', code }

test('two tabs edit the same function: one deploys, the other merges and loses nothing', async ({
  page,
  context,
  dashboard,
}) => {
  const path = await deployed(dashboard, spec)
  await page.goto(dashboard.url + path)
  await replaceCode(page, code.replace("'hello'", "'good morning'"))
  await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()

  const other = await context.newPage()
  await signIn(other, dashboard, path)
  // The new tab finds the draft of the first one, and starts from what is stored instead.
  await other.getByRole('button', { name: 'Changes', exact: true }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).click()
  await replaceCode(other, code.replace("'world'", "'everybody'"))
  await other.getByRole('button', { name: 'Deploy' }).click()

  await page.getByRole('button', { name: 'Merge both' }).click()
  const editor = page.getByRole('region', { name: 'Code' })
  await expect(editor).toContainText('good morning')
  await expect(editor).toContainText('everybody')
  await page.getByRole('button', { name: 'Deploy' }).click()
  await page.getByLabel('Request method').selectOption('GET')
  await page.getByRole('button', { name: 'Run function' }).click()
  await expect(
    page.getByRole('region', { name: 'Response' }).getByText('good morning everybody', { exact: true }),
  ).toBeVisible()
})

test('what was not deployed is back after a reload, and is shown against what is stored', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, spec)
  await page.goto(dashboard.url + path)
  await replaceCode(page, code.replace("'hello'", "'kept'"))
  await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
  await page.reload()
  await expect(page.getByText('Your changes are back')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Code' })).toContainText("'kept'")

  await page.getByRole('button', { name: 'Changes', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText("'kept'")
  await expect(dialog).toContainText("'hello'")
  await dialog.getByRole('button', { name: 'Discard changes' }).click()
  await expect(page.getByRole('region', { name: 'Code' })).toContainText("'hello'")
})
