import { deployed, expect, node, python, replaceCode, test } from './story.ts'

const versions = [
  {
    language: 'Python',
    spec: {
      name: 'rolling-py',
      runtime: python,
      handler: 'handler.hello',
      code: 'def hello(event, context):\n    return "first"\n',
    },
    next: 'import time\ntime.sleep(2)\n\ndef hello(event, context):\n    return "second"\n',
  },
  {
    language: 'Node',
    spec: {
      name: 'rolling-js',
      runtime: node,
      handler: 'handler.hello',
      code: "exports.hello = () => 'first'\n",
    },
    next: "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2000)\nexports.hello = () => 'second'\n",
  },
]

for (const { language, spec, next } of versions) {
  test(`a rollout of ${language} is told step by step until the code is live`, async ({
    page,
    dashboard,
  }) => {
    await page.goto(dashboard.url + (await deployed(dashboard, spec)))
    const rollout = page.getByRole('region', { name: 'Rollout' })
    await expect(rollout).toContainText('Your code is live')
    await replaceCode(page, next)
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    await expect(rollout).toContainText('Deploying')
    await expect(rollout.getByRole('listitem').filter({ hasText: 'Controller' })).toContainText('done')
    await expect(rollout.getByRole('listitem').filter({ hasText: 'Ready' })).toContainText('under way')
    // A call meanwhile waits for the new version.
    await page.getByLabel('Request method').selectOption('GET')
    await page.getByRole('button', { name: 'Run function' }).click()
    const response = page.getByRole('region', { name: 'Response' })
    await expect(rollout).toContainText(/Your code is live after \d/)
    await expect(response.getByText('second', { exact: true })).toBeVisible()
    await expect(response).toContainText('current version')
    await expect(rollout.getByRole('listitem').filter({ hasText: 'Old pod gone' })).toContainText('done')
    await expect(rollout.getByRole('status').filter({ hasText: 'Your code is live' })).toHaveCount(1)

    await rollout.getByRole('button', { name: /^Code.*Show its log/ }).click()
    await expect(page.getByRole('region', { name: 'Logs' }).getByLabel('Output of')).toContainText(
      'Preparing the code',
    )
  })
}
