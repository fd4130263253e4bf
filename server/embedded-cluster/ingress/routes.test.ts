import { expect, test } from 'vitest'
import type { Ingress } from '../../functions/trigger-objects.ts'
import { routesOf } from './routes.ts'

type Paths = [path: string, pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific', service: string][]

function ingress(host: string | undefined, paths: Paths, rewriteTarget?: string): Ingress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      namespace: 'default',
      name: 'i',
      annotations: rewriteTarget ? { 'nginx.ingress.kubernetes.io/rewrite-target': rewriteTarget } : {},
    },
    spec: {
      rules: [
        {
          ...(host && { host }),
          http: {
            paths: paths.map(([path, pathType, name]) => ({
              path,
              pathType,
              backend: { service: { name, port: { number: 80 } } },
            })),
          },
        },
      ],
    },
  }
}

const routes = routesOf([
  ingress(undefined, [
    ['/', 'Prefix', 'any'],
    ['/admin', 'Prefix', 'admin'],
    ['/admin', 'Exact', 'admin-root'],
  ]),
  ingress('shop.example', [
    ['/', 'Prefix', 'shop'],
    ['/cart/', 'Prefix', 'cart'],
  ]),
  ingress('*.example', [['/', 'Prefix', 'wild']]),
  ingress('fn.example', [['/echo', 'ImplementationSpecific', 'echo']], '/'),
  ingress('plain.example', [['/a', 'ImplementationSpecific', 'a']]),
])

test.each([
  ['127.0.0.1', '/x', 'any', '/x'],
  ['anything.localhost', '/', 'any', '/'],
  ['127.0.0.1', '/admin', 'admin-root', '/admin'],
  ['127.0.0.1', '/admin/users?a=/b', 'admin', '/admin/users?a=/b'],
  ['127.0.0.1', '/administrator', 'any', '/administrator'],
  ['SHOP.example', '/', 'shop', '/'],
  ['shop.example', '/cart', 'cart', '/cart'],
  ['shop.example', '/cartoon', 'shop', '/cartoon'],
  ['other.example', '/', 'wild', '/'],
  ['fn.example', '/echo', 'echo', '/'],
  ['fn.example', '/Echo/deep?q', 'echo', '/?q'],
  ['plain.example', '/ab', 'a', '/ab'],
])('%s%s goes to %s as %s', (host, path, service, arrives) => {
  expect(routes.find(host, path)).toMatchObject({ service, path: arrives })
})

test.each([
  ['fn.example', '/'],
  ['a.b.example', '/'],
  ['example', '/'],
  ['elsewhere.test', '/'],
  ['plain.example', '/A'],
])('%s%s goes nowhere', (host, path) => {
  expect(routes.find(host, path)).toBeUndefined()
})
