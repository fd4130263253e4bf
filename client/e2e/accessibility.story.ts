import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { deployed, expect, node, signedOut, test } from './story.ts'

// Every colour and every width once: contrast does not ask how wide a page is, nor its structure which colours it has.
const looks = [
  { name: 'light and wide', colorScheme: 'light', width: 1440 },
  { name: 'dark and narrow', colorScheme: 'dark', width: 390 },
] as const

/** `part`: a selector of what is new on a page that has been read before. */
async function expectAccessible(page: Page, where: string, part = 'html'): Promise<void> {
  // Colours are read where they have come to rest.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  )
  const { violations } = await new AxeBuilder({ page }).include(part).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
  expect(told, where).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(overflow, `${where}: nothing scrolls sideways`).toBeLessThanOrEqual(0)
}

for (const { name, colorScheme, width } of looks)
  test(`axe finds nothing serious on any page, ${name}`, async ({ page, browser, dashboard }) => {
    // A dozen readings of whole pages: on a loaded machine each takes its time.
    test.slow()
    const stranger = await browser.newContext({
      storageState: signedOut,
      colorScheme,
      viewport: { width, height: 844 },
    })
    const gate = await stranger.newPage()
    await gate.goto(dashboard.url)
    await expect(gate.getByRole('button', { name: 'Sign in' })).toBeVisible()
    await expectAccessible(gate, 'sign in')
    await stranger.close()

    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 844 })
    // From its first paint on in these colours: one that changes colour is read in between.
    await page.goto(dashboard.url)
    await expect(page.getByRole('button', { name: /Hello/ }).first()).toBeVisible()
    await expectAccessible(page, 'empty overview')

    await page.getByRole('button', { name: 'New function' }).first().click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page, 'create dialog')
    await page.keyboard.press('Escape')

    const path = await deployed(dashboard, {
      name: 'seen',
      runtime: node,
      handler: 'handler.hello',
      code: 'exports.hello = () => ({ a: [1, "two"] })\n',
    })
    await expect(page.getByRole('main')).toContainText('Ready')
    await expectAccessible(page, 'overview')

    await page.goto(dashboard.url + path)
    await expect(page.getByRole('heading', { name: 'seen' })).toBeVisible()
    await expectAccessible(page, 'function page')
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click()
      await expectAccessible(page, `function page, ${await tab.textContent()}`, '[role=tabpanel]')
    }
  })

test('axe finds nothing serious where a function fails: its rollout, and why', async ({
  page,
  dashboard,
}) => {
  await dashboard.ask('POST', '/api/namespaces/default/functions', {
    ...{ namespace: 'default', name: 'failing', runtime: node, handler: 'handler.helo' },
    code: "exports.hello = () => 'never'\n",
  })
  const rollout = page.getByRole('region', { name: 'Rollout' })
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 844 })
    await page.goto(`${dashboard.url}namespaces/default/functions/failing`)
    await expect(rollout.getByRole('listitem').filter({ hasText: 'Start' })).toContainText('failed')
    const isClipped = (list: Element) => list.scrollWidth > list.clientWidth
    expect(await rollout.getByRole('list').evaluate(isClipped), 'every step is in view').toBe(false)
    await expectAccessible(page, `a function that fails, ${colorScheme}`, '[aria-label=Rollout]')
    await page.getByRole('button', { name: 'Why is it not working?' }).click()
    await expect(page.getByRole('dialog')).toContainText('Change the handler to handler.hello')
    await expectAccessible(page, `diagnosis, ${colorScheme}`, 'dialog[open]')
  }
})
