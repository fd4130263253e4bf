import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConfigMap, FunctionObject } from '../../server/functions/objects.ts'
import { resources } from '../../server/functions/resources.ts'
import { connect } from '../../server/kubernetes/connect.ts'
import { startDashboard } from '../../server/testing/dashboard.ts'
import { startGuardedCluster } from '../../server/testing/guarded-cluster.ts'
import type { GuardedCluster } from '../../server/testing/guarded-cluster.ts'
import { objectsOf, resourceOf } from '../../server/testing/manifest-objects.ts'
import { expect, replaceCode, signedOut, test as base } from './story.ts'

/** A dashboard whose people come with Kubernetes tokens, and a cluster that holds them to their rights. */
const test = base.extend<{ guarded: GuardedCluster }>({
  guarded: async ({}, provide) => {
    const guarded = await startGuardedCluster()
    await provide(guarded)
    await guarded.close()
  },
  dashboard: async ({ guarded }, provide) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'kui-'))
    const kubeconfig = join(dataDir, 'config-of-the-cluster')
    await writeFile(kubeconfig, guarded.kubeconfig, { mode: 0o600 })
    const env = { CLUSTER: 'kubeconfig', KUBECONFIG: kubeconfig, AUTH_MODE: 'kubernetes' }
    const dashboard = await startDashboard({ dataDir, env })
    await provide(dashboard)
    await dashboard.close()
    await rm(dataDir, { recursive: true, force: true })
  },
})

const looks = ['get', 'list', 'watch']
const hello: FunctionObject = {
  apiVersion: 'kubeless.io/v1beta1',
  kind: 'Function',
  metadata: { namespace: 'team', name: 'hello' },
  spec: {
    runtime: 'python3.13',
    handler: 'handler.hello',
    function: 'def hello(event, context):\n    pass\n',
  },
}

/** Somebody who may look into one namespace, and touch nothing there. */
async function onlooker(guarded: GuardedCluster): Promise<void> {
  const metadata = { namespace: 'team', name: 'vic' }
  const rbac = 'rbac.authorization.k8s.io'
  await guarded.makeAccount('vic')
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } },
    {
      ...{ apiVersion: `${rbac}/v1`, kind: 'Role', metadata },
      rules: [
        { apiGroups: ['kubeless.io'], resources: ['functions'], verbs: looks },
        { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: looks },
        { apiGroups: [''], resources: ['pods', 'services', 'events'], verbs: looks },
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      ],
    },
    {
      ...{ apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata },
      roleRef: { apiGroup: rbac, kind: 'Role', name: 'vic' },
      subjects: [{ kind: 'ServiceAccount', name: 'vic', namespace: guarded.home }],
    },
  ]
  for (const object of objects) await guarded.create(resourceOf(object), object)
  await guarded.admin.create(resources.functions, hello)
}

test.describe('somebody with a Kubernetes token of their own', () => {
  test.use({ expectedComplaints: [/401 \(Unauthorized\)/], storageState: signedOut })

  test('sees what they may not do and why, is granted it by the YAML on the screen, and deploys', async ({
    context,
    dashboard,
    guarded,
  }) => {
    await onlooker(guarded)
    const page = await context.newPage()
    await page.goto(dashboard.url)
    await page.getByLabel('Kubernetes token').fill('eyJ.not.a-token')
    await page.getByLabel('Namespace to look in').fill('team')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toContainText(/token/i)
    await expect(page.getByLabel('Kubernetes token')).toHaveValue('eyJ.not.a-token')
    await expect(page.getByLabel('Namespace to look in')).toHaveValue('team')

    await page.getByLabel('Kubernetes token').fill(await guarded.tokenOf('vic'))
    await page.getByRole('button', { name: 'Sign in' }).click()
    const create = page.getByRole('button', { name: 'New function' }).first()
    await expect(create).toBeDisabled()
    await expect(create).toHaveAccessibleDescription(/may not create .* needs create functions\.kubeless\.io/)
    await page.getByRole('navigation', { name: 'Functions' }).getByRole('link', { name: /hello/ }).click()

    const deploy = page.getByRole('button', { name: 'Deploy' })
    const run = page.getByRole('button', { name: 'Run function' })
    for (const button of [deploy, run, page.getByRole('button', { name: 'Delete' })])
      await expect(button).toBeDisabled()
    await run.focus()
    await expect(page.getByRole('tooltip', { name: /needs create services\/proxy/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('tooltip')).toBeHidden()
    await deploy.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Not allowed' })
    await expect(dialog).toContainText('that needs update functions.kubeless.io')

    const yaml = await dialog.locator('pre').innerText()
    for (const object of objectsOf(yaml)) await guarded.admin.create(resourceOf(object), object)
    await expect(dialog).toBeHidden()
    await expect(deploy).toBeEnabled()
    await expect(create).toBeEnabled()
    await replaceCode(page, 'def hello(event, context):\n    return "granted"\n')
    await deploy.click()
    await expect
      .poll(async () => (await guarded.admin.get<FunctionObject>(resources.functions, hello.metadata)).spec)
      .toMatchObject({ function: expect.stringContaining('granted') })
    await page.close()
  })
})

base(
  'the readiness page is green, says what mends it when it is not, and sees it mended',
  async ({ page, dashboard }) => {
    await page.goto(`${dashboard.url}readiness`)
    const checks = page.getByRole('list', { name: 'Checks' }).getByRole('listitem')
    await expect(checks).toHaveCount(7)
    await expect(checks.filter({ hasText: 'OK' })).toHaveCount(7)

    const admin = connect({ file: join(dashboard.dataDir, 'kubeconfig') }, { fieldManager: 'kubectl' })
    const ref = { namespace: 'kubeless', name: 'kubeless-config' }
    const { data } = await admin.get<ConfigMap>(resources.configMaps, ref)
    await admin.delete(resources.configMaps, ref)
    const runtimes = checks.filter({ hasText: 'Runtimes' })
    await expect(runtimes).toContainText('Missing')
    await expect(runtimes).toContainText('kubectl create -f k8s.yaml')
    await expect(runtimes.getByRole('button', { name: 'Copy the command for Runtimes' })).toBeVisible()
    await admin.create<ConfigMap>(resources.configMaps, {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: ref },
      data,
    })
    await expect(checks.filter({ hasText: 'OK' })).toHaveCount(7)
    admin.close()
  },
)
