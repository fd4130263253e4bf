import { expect, test } from './story.ts'

test('from an empty dashboard to a first answer it takes three clicks and no typing', async ({
  page,
  dashboard,
}) => {
  await page.goto(dashboard.url)
  await page.getByRole('button', { name: /Hello/ }).first().click()
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByRole('button', { name: 'Run function' }).click()
  const response = page.getByRole('region', { name: 'Response' })
  await expect(response).toContainText('200')
  await expect(response).toContainText(/Hello/)
})
