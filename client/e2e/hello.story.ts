import { expect, python, replaceCode, sample, test } from './story.ts'

test('hello: written in the dashboard, called with a text, answers that text, and its log shows the event', async ({
  page,
  dashboard,
}) => {
  await page.goto(dashboard.url)
  await page.getByRole('button', { name: 'New function' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Runtime').selectOption(python)
  await dialog.getByLabel('Function name').fill('hello')
  await dialog.getByLabel('Handler').fill('test.hello')
  await dialog.getByRole('button', { name: 'Create' }).click()

  await expect(page.getByRole('heading', { name: 'hello' })).toBeVisible()
  await replaceCode(page, await sample('hello/test.py'))
  await page.getByRole('button', { name: 'Deploy' }).click()

  await page.getByLabel('Request method').selectOption('POST')
  await page.getByRole('radio', { name: 'Text' }).check()
  await page.getByLabel('Request body').fill('Hello Serverless!')
  await page.getByRole('button', { name: 'Run function' }).click()

  const response = page.getByRole('region', { name: 'Response' })
  await expect(response).toContainText('200')
  await expect(response.getByText('Hello Serverless!', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Logs' })).toContainText("'data': b'Hello Serverless!'")
})
