import { deployed, expect, node, replaceCode, sample, signIn, test } from './story.ts'

test('kubelesshello: changed in one tab, seen in another, deleted when the cluster says so', async ({
  page,
  context,
  dashboard,
}) => {
  const code = await sample('kubelesshello/handler.js')
  const path = await deployed(dashboard, {
    name: 'kubelesshello',
    runtime: node,
    handler: 'handler.hello',
    code,
  })
  await page.goto(dashboard.url + path)
  await page.getByLabel('Request method').selectOption('GET')
  await page.getByRole('button', { name: 'Run function' }).click()
  const response = page.getByRole('region', { name: 'Response' })
  await expect(response.getByText('Hello Kubeless', { exact: true })).toBeVisible()

  const secondTab = await context.newPage()
  await signIn(secondTab, dashboard, path)
  await expect(secondTab.getByRole('region', { name: 'Code' })).toContainText("return 'Hello Kubeless'")

  await replaceCode(page, code.replace('Hello Kubeless', 'Hello again'))
  await page.getByRole('button', { name: 'Deploy' }).click()
  await page.getByRole('button', { name: 'Run function' }).click()
  await expect(response.getByText('Hello again', { exact: true })).toBeVisible()
  await expect(secondTab.getByRole('region', { name: 'Code' })).toContainText("return 'Hello again'")
  await secondTab.close()

  // A finalizer of somebody else keeps the object until it is taken off: the list must wait for that.
  await page.getByRole('button', { name: 'Delete' }).click()
  const gone = page.waitForURL(dashboard.url)
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await gone
  await expect(page.getByRole('navigation', { name: 'Functions' }).getByText('kubelesshello')).toHaveCount(0)
})
