import { deployed, expect, node, test } from './story.ts'

/** Each would leave a mark on the page if it were taken for a page, a link or a style. */
const hostile = [
  '<script>window.hurt = 1</script>',
  '<img src=x onerror="window.hurt = 2">',
  '<svg xmlns="http://www.w3.org/2000/svg" onload="window.hurt = 3"><script>window.hurt = 4</script></svg>',
  '<iframe srcdoc="<script>parent.hurt = 5</script>"></iframe>',
  '<a href="javascript:window.hurt = 6" id="lure">press me</a>',
  '"><style>body { display: none }</style>',
  '<base href="https://evil.example/"><form action="https://evil.example/"><button>Deploy</button></form>',
  '\u001b]0;title\u0007\u001b[2J\u202egnp.exe',
]

test('whatever a function writes, answers or is called, it stays text', async ({ page, dashboard }) => {
  const path = await deployed(dashboard, {
    name: 'hostile',
    runtime: node,
    handler: 'handler.hello',
    code: [
      `const hostile = ${JSON.stringify(hostile)}`,
      'exports.hello = (event) => {',
      '  for (const text of hostile) console.log(text)',
      "  event.extensions.response.setHeader('Content-Type', 'text/html')",
      "  event.extensions.response.setHeader('X-Hostile', '<script>window.hurt = 7</script>')",
      "  return '<html><body>' + hostile.join('\\n') + '</body></html>'",
      '}',
      '',
    ].join('\n'),
    env: [{ name: 'HOSTILE', value: hostile[1] }],
    labels: { harmless: 'yes' },
  })
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs++
    void dialog.dismiss()
  })
  await page.goto(dashboard.url + path)
  await page.getByRole('button', { name: 'Run function' }).click()
  await expect(page.getByRole('region', { name: 'Response' })).toContainText('window.hurt = 1')
  await expect(page.getByRole('region', { name: 'Logs' })).toContainText('window.hurt = 1')

  await expect(page.locator('#lure')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Deploy' })).toHaveCount(1)
  expect(await page.evaluate(() => [Reflect.get(window, 'hurt'), document.title] as unknown[])).toEqual([
    undefined,
    expect.stringContaining('hostile'),
  ])
  expect(dialogs).toBe(0)
})
