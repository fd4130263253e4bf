import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const problemsWith = (env: NodeJS.ProcessEnv) => {
  const result = readConfig(env)
  return 'problems' in result ? result.problems : []
}

test('with an empty environment everything has its default', () => {
  expect(readConfig({ HOME: '/home/ada' })).toMatchObject({
    config: {
      host: '127.0.0.1',
      port: 3000,
      cluster: 'embedded',
      authMode: 'token',
      role: 'dashboard',
      allowedHosts: [],
    },
  })
})

test('inside a pod the cluster around is used and every address is listened on', () => {
  expect(readConfig({ KUBERNETES_SERVICE_HOST: '10.0.0.1' })).toMatchObject({
    config: {
      host: '0.0.0.0',
      cluster: 'in-cluster',
      authMode: 'token',
      takesKubernetesTokens: true,
      podNamespace: 'kubeless',
      logLevel: 'info',
    },
  })
})

test('a user whom the system does not know, as in the image, has a home all the same', () => {
  const read = readConfig({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, () => {
    throw new Error('uv_os_homedir returned ENOENT (no such file or directory)')
  })
  expect(read).toMatchObject({ config: { cluster: 'in-cluster', dataDir: '/.kubeless-ui' } })
})

test('a proxy in front, and namespaces, are read as lists with commas between', () => {
  expect(
    readConfig({
      KUBERNETES_SERVICE_HOST: '10.0.0.1',
      AUTH_MODE: 'forward',
      AUTH_PROXY_SECRET: 'a-long-enough-secret',
      AUTH_OPERATOR_GROUPS: 'devs, ops',
      NAMESPACE: ' team-a,team-b ',
    }),
  ).toMatchObject({
    config: {
      authMode: 'forward',
      takesKubernetesTokens: false,
      proxy: { secret: 'a-long-enough-secret', operatorGroups: ['devs', 'ops'] },
      namespaces: ['team-a', 'team-b'],
    },
  })
  expect(readConfig({ AUTH_MODE: 'kubernetes, token', CLUSTER: 'kubeconfig' })).toMatchObject({
    config: { authMode: 'token', takesKubernetesTokens: true },
  })
})

test('where kubeless-config is may be said as to upstream’s controllers, in whole or in part', () => {
  const placeIn = (env: NodeJS.ProcessEnv) => {
    const result = readConfig(env)
    return 'config' in result ? result.config.configPlace : result.problems
  }
  expect(placeIn({ KUBELESS_NAMESPACE: '', KUBELESS_CONFIG: '' })).toEqual({})
  expect(placeIn({ KUBELESS_NAMESPACE: 'faas' })).toEqual({ namespace: 'faas' })
  expect(placeIn({ KUBELESS_CONFIG: 'own.config' })).toEqual({ name: 'own.config' })
  expect(placeIn({ KUBELESS_NAMESPACE: 'a/b', KUBELESS_CONFIG: '..' })).toEqual([
    'KUBELESS_NAMESPACE is "a/b", which is not the name of a namespace.',
    'KUBELESS_CONFIG is "..", which is not the name of a ConfigMap.',
  ])
})

test('every problem is reported at once', () => {
  expect(problemsWith({ PORT: 'abc', AUTH_MODE: 'Token', CLUSTER: 'moon', ALLOWED_HOSTS: '*' })).toHaveLength(
    4,
  )
})

test.each([
  [{ PORT: '65536' }, 'PORT must be a number'],
  [{ PORT: '-1' }, 'PORT must be a number'],
  [{ AUTH_MODE: 'Token' }, 'AUTH_MODE must be token or kubernetes or'],
  [{ AUTH_MODE: 'token,none' }, 'AUTH_MODE must be'],
  [{ AUTH_MODE: 'kubernetes' }, 'needs a cluster'],
  [{ AUTH_MODE: 'forward' }, 'needs AUTH_PROXY_SECRET'],
  [{ AUTH_MODE: 'forward', AUTH_PROXY_SECRET: 'short' }, 'needs AUTH_PROXY_SECRET'],
  [{ AUTH_PROXY_SECRET: 'a-long-enough-secret' }, 'is used only with AUTH_MODE=forward'],
  [{ NAMESPACE: 'default,Team' }, 'NAMESPACE holds "Team"'],
  [{ NAMESPACE: 'a,b', ROLE: 'controller', KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'Start one for each'],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be'],
  [{ AUTH_TOKEN: 'x' }, 'AUTH_TOKEN is not a setting'],
  [{ ALLOWED_HOSTS: 'ui.example.com,*' }, 'ALLOWED_HOSTS holds "*"'],
  [{ CLUSTER: 'embedded', KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'cannot be used inside a pod'],
  [{ CLUSTER: 'in-cluster' }, 'works only inside a pod'],
  [{ AUTH_MODE: 'none', KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'loopback only'],
  [{ ROLE: 'controller' }, 'needs a cluster'],
  [{ HOST: 'example.com' }, 'must be an IP address'],
])('%o is refused with a sentence', (env, sentence) => {
  expect(problemsWith(env).join('\n')).toContain(sentence)
})

test.each(['0.0.0.0', '0', '0x0', '::', '[::]', '00.0.0.0', '0:0:0:0:0:0:0:0'])(
  'listening on every network as %s has to be asked for twice',
  (host) => {
    expect(problemsWith({ HOST: host }).length).toBeGreaterThan(0)
  },
)
