import type { Locator, Page } from '@playwright/test'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { deployed, expect, node, python, replaceCode, test } from './story.ts'

const pythonCode =
  'def inner(data):\n    return data["nope"]\n\n\ndef middle(data):\n    return inner(data)\n\n\ndef hello(event, context):\n    return middle({})\n'

test(`${python}: an exception three frames deep opens the right line; once the text is another one, beside it`, async ({
  page,
  dashboard,
}) => {
  const path = await deployed(dashboard, {
    ...{ name: 'deep', runtime: python, handler: 'handler.hello', code: pythonCode },
  })
  await page.goto(dashboard.url + path)
  const places = await failedAt(page, ['handler.py:2', 'handler.py:6', 'handler.py:10'])
  await places.first().click()
  // The message stands at the end of the line it is about.
  const line = page
    .getByRole('region', { name: 'Code' })
    .locator('.view-line', { hasText: "KeyError: 'nope'" })
  await expect(line).toContainText('return data["nope"]')

  await replaceCode(page, `# changed since\n${pythonCode.replace('data["nope"]', 'data.get("nope")')}`)
  await expect(page.getByRole('region', { name: 'Response' })).toContainText(
    'The text in the editor is not the text that answered.',
  )
  await places.first().click()
  const dialog = page.getByRole('dialog', { name: 'Line 2 of handler.py in the version that ran' })
  const marked = dialog.locator('.editor.original .view-line', { hasText: "KeyError: 'nope'" })
  await expect(marked).toContainText('return data["nope"]')
  await expect(dialog.locator('.editor.modified')).toContainText('data.get("nope")')
})

test(`${node}: an exception three frames deep opens the right line of the right file of an archive`, async ({
  page,
  dashboard,
}) => {
  const zip = new ZipFile()
  const files = {
    'handler.js':
      "const { middle } = require('./lib/steps.js')\n\nexports.hello = () => {\n  return middle({})\n}\n",
    'lib/steps.js':
      'const inner = (data) => {\n  return data.nope.x\n}\n\nexports.middle = (data) => {\n  return inner(data)\n}\n',
    // A file of the same name, in the wrong place.
    'steps.js': '// nothing\n',
  }
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), path)
  zip.end()
  const path = await deployed(dashboard, {
    ...{ name: 'deep', runtime: node, handler: 'handler.hello', contentType: 'base64+zip' },
    code: (await buffer(zip.outputStream)).toString('base64'),
  })
  await page.goto(dashboard.url + path)
  const places = await failedAt(page, ['lib/steps.js:2', 'lib/steps.js:6', 'handler.js:4'])
  await places.first().click()
  const code = page.getByRole('region', { name: 'Code' })
  const line = code.locator('.view-line', { hasText: 'TypeError: Cannot read properties of undefined' })
  await expect(line).toContainText('return data.nope.x')
  await places.last().click()
  const caller = code.locator('.view-line', { hasText: 'calls lib/steps.js:6, which failed' })
  await expect(caller).toContainText('return middle({})')
})

/** Calls the function; its own lines that led to the failure, as buttons. */
async function failedAt(page: Page, frames: string[]): Promise<Locator> {
  await page.getByLabel('Request method').selectOption('GET')
  await page.getByRole('button', { name: 'Run function' }).click()
  const response = page.getByRole('region', { name: 'Response' })
  await expect(response).toContainText('The function answered 500')
  const places = response.getByRole('list', { name: 'Where it failed' }).getByRole('button')
  await expect(places).toHaveText(frames)
  return places
}
