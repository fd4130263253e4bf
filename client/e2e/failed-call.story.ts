import { deployed, expect, node, python, test } from './story.ts'

const cases = [
  {
    runtime: python,
    file: 'handler.py',
    code: 'def inner(data):\n    return data["nope"]\n\n\ndef middle(data):\n    return inner(data)\n\n\ndef hello(event, context):\n    return middle({})\n',
    message: "KeyError: 'nope'",
    frames: [2, 6, 10],
  },
  {
    runtime: node,
    file: 'handler.js',
    code: 'const inner = (data) => {\n  return data.nope.x\n}\n\nconst middle = (data) => {\n  return inner(data)\n}\n\nexports.hello = () => {\n  return middle({})\n}\n',
    message: 'TypeError: Cannot read properties of undefined',
    frames: [2, 6, 10],
  },
]

for (const { runtime, file, code, message, frames } of cases)
  test(`${runtime}: an exception three frames deep opens the right line of the right file`, async ({
    page,
    dashboard,
  }) => {
    const path = await deployed(dashboard, { name: 'deep', runtime, handler: 'handler.hello', code })
    await page.goto(dashboard.url + path)
    await page.getByLabel('Request method').selectOption('GET')
    await page.getByRole('button', { name: 'Run function' }).click()

    const response = page.getByRole('region', { name: 'Response' })
    await expect(response).toContainText('The function answered 500')
    const places = response.getByRole('list', { name: 'Where it failed' }).getByRole('button')
    await expect(places).toHaveText(frames.map((line) => `${file}:${line}`))
    await places.first().click()
    // The message stands at the end of the line it is about.
    const line = page.getByRole('region', { name: 'Code' }).locator('.view-line', { hasText: message })
    await expect(line).toContainText(code.split('\n')[1]?.trim() ?? '')
  })
