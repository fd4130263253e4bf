/**
 * `npm run test:cluster`: the tests of rights and functions against the cluster that KUBECONFIG names. They make namespaces,
 * roles and bindings of their own (`kubeless-ui-test-…`) and remove them; they need an administrator's kubeconfig.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { checkNode, install, root } from './install.mjs'

const kubeconfig = process.env.KUBECONFIG || join(homedir(), '.kube', 'config')
if (!existsSync(kubeconfig)) {
  console.error(`There is no kubeconfig ${kubeconfig}. Set KUBECONFIG to that of the cluster to be tested.`)
  process.exit(2)
}
checkNode()
install()
console.error(`Testing against the current context of ${kubeconfig}`)
const tests = ['server/rights.test.ts', 'server/http/kubernetes-users.test.ts']
const child = spawn(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--config',
    'server/vitest.config.ts',
    '--no-file-parallelism',
    // Says of each test that is skipped why it is.
    '--reporter=verbose',
    ...tests,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, KUBELESS_UI_TEST_KUBECONFIG: kubeconfig } },
)
child.on('close', (code) => (process.exitCode = code ?? 1))
