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

  test('in the middle of a deploy: the draft is there, and the deploy goes on, once it is back', async ({
    page,
    dashboard,
  }) => {
    const { startDashboard } = await import('../../server/testing/dashboard.ts')
    await page.goto(dashboard.url + (await deployed(dashboard, { name: 'survivor', ...hello })))
    const rollout = page.getByRole('region', { name: 'Rollout' })
    await expect(rollout).toContainText('Your code is live')
    // It takes a while to start, so that it is on its way when the process is killed.
    await replaceCode(
      page,
      "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000)\nexports.hello = () => 'second'\n",
    )
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    await expect(rollout).toContainText('Deploying')
    await replaceCode(page, "exports.hello = () => 'typed meanwhile'\n")
    await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
    await dashboard.kill()
    const again = await startDashboard({
      dataDir: dashboard.dataDir,
      env: { PORT: new URL(dashboard.url).port },
    })
    try {
      // The session went with the process; the page is the same one all the while.
      const signIn = page.getByRole('dialog', { name: 'Your session has ended' })
      await signIn.getByLabel('Access token').fill(again.token)
      await signIn.getByRole('button', { name: 'Sign in' }).click()
      await expect(signIn).toHaveCount(0)
      await expect(page.getByRole('region', { name: 'Code' })).toContainText('typed meanwhile')
      await expect(page.getByText('Unsaved changes', { exact: true })).toBeVisible()
      await expect(rollout).toContainText('Your code is live')
      await page.getByLabel('Request method').selectOption('GET')
      await page.getByRole('button', { name: 'Run function' }).click()
      await expect(
        page.getByRole('region', { name: 'Response' }).getByText('second', { exact: true }),
      ).toBeVisible()
    } finally {
      // The page first: what it is still loading must not find the server gone.
      await page.close()
      await again.close()
    }
  })
})
