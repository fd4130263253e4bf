import { deployed, expect, node, python, replaceCode, test } from './story.ts'

const hello = { runtime: node, handler: 'handler.hello', code: "exports.hello = () => 'hello'\n" }

test('what happens in the cluster shows in an open list without reload', async ({ page, dashboard }) => {
  await page.goto(dashboard.url)
  const list = page.getByRole('navigation', { name: 'Functions' })
  await expect(page.getByRole('button', { name: /Hello/ }).first()).toBeVisible()
  await expect(list.getByText('from-ci')).toHaveCount(0)
  await deployed(dashboard, { name: 'from-ci', ...hello })
  await expect(list.getByText('from-ci')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Ready')
  await dashboard.ask('DELETE', '/api/namespaces/default/functions/from-ci')
  await expect(list.getByText('from-ci')).toHaveCount(0)
})

test('a version that does not load is named with its line while the previous one answers', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, {
    name: 'broken',
    runtime: python,
    handler: 'handler.hello',
    code: 'def hello(event, context):\n    return "first"\n',
  })
  await page.goto(dashboard.url + path)
  await replaceCode(page, 'import json\n\ndef hello(event, context):\n    return (\n')
  await page.getByRole('button', { name: 'Deploy' }).click()
  await expect(page.getByRole('main')).toContainText(/previous version/i)
  await expect(page.getByRole('button', { name: /handler\.py:4/ })).toBeVisible()

  await page.getByLabel('Request method').selectOption('GET')
  await page.getByRole('button', { name: 'Run function' }).click()
  await expect(
    page.getByRole('region', { name: 'Response' }).getByText('first', { exact: true }),
  ).toBeVisible()
})

test.describe('a dashboard that was killed', () => {
  // The open page goes on asking; its session went with the process.
  // One expression: Playwright takes a list of two for a value and its options.
  test.use({
    expectedComplaints: [
      /ERR_(CONNECTION_REFUSED|CONNECTION_RESET|INCOMPLETE_CHUNKED_ENCODING)|401 \(Unauthorized\)/,
    ],
  })

  test('shows the same functions when it is back, and they answer', async ({ page, dashboard }) => {
    const { startDashboard } = await import('../../server/testing/dashboard.ts')
    await deployed(dashboard, { name: 'survivor', ...hello })
    await dashboard.kill()
    const again = await startDashboard({
      dataDir: dashboard.dataDir,
      env: { PORT: new URL(dashboard.url).port },
    })
    try {
      await page.goto(`${again.url}namespaces/default/functions/survivor#t=${again.token}`)
      await page.getByLabel('Request method').selectOption('GET')
      await page.getByRole('button', { name: 'Run function' }).click()
      await expect(
        page.getByRole('region', { name: 'Response' }).getByText('hello', { exact: true }),
      ).toBeVisible()
    } finally {
      // The page first: what it is still loading must not find the server gone.
      await page.close()
      await again.close()
    }
  })
})
