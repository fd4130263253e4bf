import { expect, test } from 'vitest'
import { toRealPaths } from './mounts.ts'

const mounts = [
  { mountPath: '/kubeless', realPath: '/data/pods/1/fn' },
  { mountPath: '/kubeless/deps/', realPath: '/data/pods/1/deps' },
  { mountPath: '/src', realPath: '/data/pods/1/src' },
]

test.each([
  ['/kubeless', '/data/pods/1/fn'],
  ['/kubeless/handler.py', '/data/pods/1/fn/handler.py'],
  ['/kubeless/deps/x', '/data/pods/1/deps/x'],
  ['/kubeless/lib:/kubeless', '/data/pods/1/fn/lib:/data/pods/1/fn'],
  ['--prefix=/kubeless', '--prefix=/data/pods/1/fn'],
  [
    'cp /src/handler.py "/kubeless/handler.py" && true',
    'cp /data/pods/1/src/handler.py "/data/pods/1/fn/handler.py" && true',
  ],
  ['/kubeless-config', '/kubeless-config'],
  ['lib/src/x', 'lib/src/x'],
  ['https://example.com/src', 'https://example.com/src'],
  ['/srcs', '/srcs'],
  ['nothing here', 'nothing here'],
])('%s', (text, expected) => expect(toRealPaths(text, mounts)).toBe(expected))
