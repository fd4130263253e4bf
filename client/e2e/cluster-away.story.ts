import { join } from 'node:path'
import { startDashboard } from '../../server/testing/dashboard.ts'
import type { Dashboard } from '../../server/testing/dashboard.ts'
import { deployed, expect, node, replaceCode, test as base } from './story.ts'

/** The dashboard of the page works with the cluster of another process, as it would with one that is far away. */
const test = base.extend<{ cluster: Dashboard }>({
  cluster: async ({}, provide) => {
    const cluster = await startDashboard()
    await provide(cluster)
    await cluster.close()
  },
  dashboard: async ({ cluster }, provide) => {
    const KUBECONFIG = join(cluster.dataDir, 'kubeconfig')
    const dashboard = await startDashboard({ env: { CLUSTER: 'kubeconfig', KUBECONFIG } })
    await provide(dashboard)
    await dashboard.close()
  },
})

// One expression: Playwright takes a list of two for a value and its options.
test.use({ expectedComplaints: [/503 \(Service Unavailable\)|504 \(Gateway Timeout\)/] })

test('the cluster goes away and comes back while somebody types: the page says so, and goes on by itself', async ({
  page,
  cluster,
  dashboard,
}) => {
  const hello = { runtime: node, handler: 'handler.hello', code: "exports.hello = () => 'before'\n" }
  await dashboard.ask('POST', '/api/namespaces/default/functions', {
    ...hello,
    name: 'other',
    namespace: 'default',
    code: "exports.hello = () => 'the other one'\n",
  })
  await page.goto(dashboard.url + (await deployed(dashboard, { name: 'typed', ...hello })))
  const list = page.getByRole('navigation', { name: 'Functions' })
  const code = page.getByRole('region', { name: 'Code' })
  await expect(code).toContainText('before')
  await page.evaluate(() => document.body.setAttribute('data-never-reloaded', ''))

  await cluster.kill()
  const banner = page.getByRole('status').getByText(/Disconnected since .* showing last known state/)
  await expect(banner).toBeVisible()
  await expect(list.getByText('typed')).toBeVisible()
  await replaceCode(page, "exports.hello = () => 'typed meanwhile'\n")
  await page.getByRole('button', { name: 'Deploy' }).click()
  const refused = page.getByText(/Not deployed: The Kubernetes API/)
  await expect(refused).toBeVisible()
  await list.getByText('other').click()
  await expect(page.getByText(/could not be loaded\. The Kubernetes API/)).toBeVisible()

  const again = await startDashboard({ dataDir: cluster.dataDir })
  try {
    await expect(banner).toHaveCount(0)
    await expect(code).toContainText('the other one')
    await expect(list.getByText('typed')).toHaveCount(1)
    await list.getByText('typed').click()
    await expect(code).toContainText('typed meanwhile')
    await page.getByRole('button', { name: 'Deploy' }).click()
    await page.getByLabel('Request method').selectOption('GET')
    await page.getByRole('button', { name: 'Run function' }).click()
    await expect(
      page.getByRole('region', { name: 'Response' }).getByText('typed meanwhile', { exact: true }),
    ).toBeVisible()
    await expect(page.locator('body[data-never-reloaded]')).toHaveCount(1)
  } finally {
    // The page first: what it is still loading must not find the server gone.
    await page.close()
    await again.close()
  }
})
