import { expect, python, test } from './story.ts'

test('bad input is answered at its field, in words, and nothing typed is lost', async ({
  page,
  dashboard,
}) => {
  await page.goto(dashboard.url)
  await page.getByRole('button', { name: 'New function' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Runtime').selectOption(python)
  await dialog.getByLabel('Function name').fill('My Function')
  await dialog.getByLabel('Handler').fill('handler')
  await dialog.getByRole('button', { name: 'Create' }).click()

  await expect(dialog.getByLabel('Function name')).toHaveAccessibleDescription(/lower-case letters/)
  await expect(dialog.getByLabel('Handler')).toHaveAccessibleDescription(/file\.function|module\.function/)
  await expect(dialog.getByLabel('Function name')).toHaveValue('My Function')
  await expect(dialog.getByLabel('Handler')).toHaveValue('handler')
  expect(await dashboard.ask('GET', '/api/functions')).toEqual([])

  await dialog.getByLabel('Function name').fill('my-function')
  await dialog.getByLabel('Handler').fill('handler.hello')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('heading', { name: 'my-function' })).toBeVisible()
})

test.describe('what only the server knows', () => {
  test.use({ expectedComplaints: [/409 \(Conflict\)/] })

  test('is shown at its field too, and the dialog stays with its input', async ({ page, dashboard }) => {
    await page.goto(dashboard.url)
    await page.getByRole('button', { name: 'New function' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Function name').fill('taken')
    // Somebody else is faster.
    await dashboard.ask('POST', '/api/namespaces/default/functions', {
      name: 'taken',
      namespace: 'default',
      runtime: python,
      handler: 'handler.hello',
      code: 'def hello(event, context):\n    return 1\n',
    })
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(dialog).toContainText(/taken/)
    await expect(dialog).toContainText(/already/)
    await expect(dialog.getByLabel('Function name')).toHaveValue('taken')
  })
})
