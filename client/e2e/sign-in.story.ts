import { deployed, expect, node, replaceCode, signedOut, signIn, test } from './story.ts'

test.describe('a wrong token', () => {
  test.use({ expectedComplaints: [/401 \(Unauthorized\)/] })

  test('is refused with a sentence, stays in its field, and the right one signs in', async ({
    browser,
    dashboard,
  }) => {
    const page = await (await browser.newContext({ storageState: signedOut })).newPage()
    await page.goto(dashboard.url)
    await page.getByLabel('Access token').fill('kui_wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toContainText(/token/i)
    await expect(page.getByLabel('Access token')).toHaveValue('kui_wrong')
    await expect(page.getByText(`cat ${dashboard.dataDir}/token`)).toBeVisible()

    await page.getByLabel('Access token').fill(`  ${dashboard.token}\n`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('button', { name: 'New function' }).first()).toBeVisible()
    await page.context().close()
  })

  test('a session that ends in the middle of work asks for a token and loses nothing', async ({
    page,
    dashboard,
  }) => {
    await page.goto(
      dashboard.url +
        (await deployed(dashboard, {
          name: 'draft',
          runtime: node,
          handler: 'handler.hello',
          code: "exports.hello = () => 'hello'\n",
        })),
    )
    await replaceCode(page, "exports.hello = () => 'not lost'\n")
    await page.getByLabel('Request body').fill('{"kept":true}')
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Deploy' }).click()

    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Access token').fill(dashboard.token)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('region', { name: 'Code' })).toContainText('not lost')
    await expect(page.getByLabel('Request body')).toHaveValue('{"kept":true}')
    await page.getByRole('button', { name: 'Deploy' }).click()
    await page.getByLabel('Request method').selectOption('GET')
    await page.getByRole('button', { name: 'Run function' }).click()
    await expect(
      page.getByRole('region', { name: 'Response' }).getByText('not lost', { exact: true }),
    ).toBeVisible()
  })
})

test('the token leaves the address at once', async ({ browser, dashboard }) => {
  const page = await (await browser.newContext({ storageState: signedOut })).newPage()
  await signIn(page, dashboard)
  await expect(page).toHaveURL(dashboard.url)
  await page.context().close()
})
