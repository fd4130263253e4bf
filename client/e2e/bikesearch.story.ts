import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deployed, expect, python, sample, test } from './story.ts'

test('bikesearch: finds the stations of a feed named in its settings, and a wrong request leads to the line that failed', async ({
  page,
  dashboard,
}) => {
  const feed = createServer(
    (_request, response) => void sample('bikesearch/stations.json').then((text) => response.end(text)),
  )
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve))
  const feedUrl = `http://127.0.0.1:${(feed.address() as AddressInfo).port}/stations.json`

  const path = await deployed(dashboard, {
    name: 'bikesearch',
    runtime: python,
    handler: 'handler.find',
    code: await sample('bikesearch/handler.py'),
    env: [{ name: 'FEED_URL', value: 'http://127.0.0.1:1/not-yet' }],
  })
  await page.goto(dashboard.url + path)

  await page.getByRole('tab', { name: 'Settings' }).click()
  await page.getByLabel('Value of FEED_URL').fill(feedUrl)
  await page.getByRole('button', { name: 'Deploy' }).click()

  await page.getByLabel('Request method').selectOption('POST')
  await page.getByRole('radio', { name: 'JSON' }).check()
  await page.getByLabel('Request body').fill('{"term":"New York"}')
  await page.getByRole('button', { name: 'Run function' }).click()
  const response = page.getByRole('region', { name: 'Response' })
  await expect(response).toContainText('200')
  await expect(response).toContainText('New York Ave & 15th St NW')
  await expect(response).toContainText('New York Ave & Hecht Ave NE')
  await expect(response).not.toContainText('Albemarle')

  await page.getByLabel('Request body').fill('{"trm":"Albemarle"}')
  await page.getByRole('button', { name: 'Run function' }).click()
  await expect(response).toContainText('500')
  await expect(response).toContainText('The function answered 500')
  const logs = page.getByRole('region', { name: 'Logs' })
  await expect(logs).toContainText("KeyError: 'term'")
  await expect(logs).toContainText(/handler\.py", line 9/)
  feed.close()
})
