import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { deployed, expect, node, test } from './story.ts'

const greeter = {
  runtime: node,
  handler: 'handler.greet',
  code: `exports.greet = (event) => 'hello ' + ((event.data && event.data.name) || 'nobody')\n`,
}

/** Whoever finds the host on this machine; the test's machine need not know the name. */
function visit(address: string): Promise<string> {
  const { host, port, pathname } = new URL(address)
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      ...{ host: '127.0.0.1', port, path: pathname, headers: { host }, agent: false },
    })
    request.on('response', (response) => {
      text(response).then(resolve, reject)
    })
    request.on('error', reject)
    request.end()
  })
}

test('a schedule is made, run now, shows what was answered, is changed and deleted', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, { name: 'greeter', ...greeter })
  await page.goto(`${dashboard.url}${path}?tab=triggers`)
  await page.getByRole('button', { name: 'New schedule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Schedule', { exact: true }).fill('often')
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(dialog).toContainText('This schedule cannot be read')
  await dialog.getByLabel('How often').selectOption('Every day at 08:00')
  await dialog.getByLabel('Payload').fill('{"name": "Zoe"}')
  await dialog.getByRole('button', { name: 'Create' }).click()

  const card = page.getByRole('article', { name: 'Schedule greeter' })
  await expect(card).toContainText('Every day at 08:00')
  await expect(card).toContainText('Active')
  await expect(card).toContainText(/Next:.*08:00/)

  await card.getByRole('button', { name: 'Run now' }).click()
  await expect(card).toContainText('Succeeded')
  await expect(card.getByLabel(/^Output of /)).toContainText('The function answered 200.')
  await expect(card.getByLabel(/^Output of /)).toContainText('hello Zoe')

  await card.getByRole('button', { name: 'Edit schedule greeter' }).click()
  await dialog.getByLabel('Schedule', { exact: true }).fill('@every 90s')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(card).toContainText('Every 90 seconds')

  await card.getByRole('button', { name: 'Delete schedule greeter' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('Nothing calls this function by itself')).toBeVisible()
})

test('an address is made, answers, and is deleted; one made elsewhere shows without reload', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, { name: 'greeter', ...greeter })
  await page.goto(`${dashboard.url}${path}?tab=triggers`)
  await page.getByRole('button', { name: 'New address' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Host')).toHaveValue('greeter.localhost')
  await dialog.getByLabel('Path').fill('/greet')
  await dialog.getByRole('button', { name: 'Create' }).click()

  const card = page.getByRole('article', { name: 'Address greeter' })
  const link = card.getByRole('link')
  await expect(link).toHaveAttribute('href', /^http:\/\/greeter\.localhost:\d+\/greet$/)
  await expect(card).toContainText('Active')
  expect(await visit((await link.getAttribute('href')) ?? '')).toBe('hello nobody')

  await dashboard.ask('POST', '/api/namespaces/default/schedule-triggers', {
    name: 'from-ci',
    function: 'greeter',
    schedule: '@hourly',
  })
  await expect(page.getByRole('article', { name: 'Schedule from-ci' })).toContainText('Every hour')

  await card.getByRole('button', { name: 'Delete address greeter' }).click()
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(card).toHaveCount(0)
})
