import { deployed, expect, node, test } from './story.ts'

/** Writes as many lines as its body says: some with a level, one of them the needle. */
const code = `
let calls = 0
exports.hello = (event) => {
  const call = ++calls
  const lines = []
  for (let n = 1; n <= Number(event.data); n++)
    lines.push(n === 54321 ? 'the needle' : n % 1000 === 0 ? 'ERROR: call-' + call + '-' + n : 'call-' + call + '-' + n + ' hay')
  process.stdout.write(lines.join('\\n') + '\\n')
  return 'written'
}
`

test('a function writes 100,000 lines: all can be seen and searched, and a pause loses none', async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, { name: 'big', runtime: node, handler: 'handler.hello', code })
  const write = (lines: number) =>
    dashboard.ask('POST', '/api/namespaces/default/functions/big/invocations', {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'text/plain' },
      body: String(lines),
    })
  await page.goto(dashboard.url + path)
  const logs = page.getByRole('region', { name: 'Logs' })
  const lines = logs.getByRole('group', { name: 'Log lines' })
  await expect(logs).toContainText('Nothing written yet')

  await write(100_000)
  await expect(lines).toContainText('ERROR: call-1-100000')

  await logs.getByLabel('Filter lines').fill('NEEDLE')
  await expect(lines).toHaveText(/^[\d:.]+the needle$/)
  await expect(logs).toContainText(/1 of 100,\d{3} lines/)
  await logs.getByLabel('Filter lines').fill('')

  await logs.getByLabel('Level').selectOption('Errors')
  await expect(logs).toContainText(/100 of 100,\d{3} lines/)
  await lines.focus()
  await page.keyboard.press('Home')
  await expect(lines).toContainText('ERROR: call-1-1000')
  await expect(lines).not.toContainText('hay')
  await logs.getByLabel('Level').selectOption('Any level')

  // While the lines are still coming back the list keeps what is in view in its place, and so ends the browser's way up.
  await expect(async () => {
    await lines.focus()
    await page.keyboard.press('Home')
    await expect(lines).toContainText('call-1-1 hay', { timeout: 2_000 })
  }).toPass()
  await logs.getByRole('button', { name: 'Jump to latest' }).click()
  await expect(lines).toContainText('ERROR: call-1-100000')

  await logs.getByRole('button', { name: 'Pause' }).click()
  await write(3_000)
  await expect(logs).toContainText(/3,\d{3} more/)
  await expect(lines).not.toContainText('call-2-')
  await logs.getByRole('button', { name: 'Resume' }).click()
  await expect(lines).toContainText('ERROR: call-2-3000')
  await expect(logs).toContainText(/3,\d{3} older lines are not kept: the newest 100,000 are/)
  await logs.getByLabel('Filter lines').fill('call-2-')
  await expect(logs).toContainText(/3,000 of 100,000 lines/)

  // What is taken away is what is shown.
  const download = page.waitForEvent('download')
  await logs.getByRole('button', { name: 'Download lines' }).click()
  const chunks: Buffer[] = []
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer)
  const texts = Buffer.concat(chunks).toString().trimEnd().split('\n')
  expect(texts.map((line) => line.replace(/^\S+Z big-\S+ (?:ERROR: )?call-2-(\d+)(?: hay)?$/, '$1'))).toEqual(
    Array.from({ length: 3_000 }, (_, index) => String(index + 1)),
  )
})
