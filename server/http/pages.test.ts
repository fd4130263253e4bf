import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { servePages } from './pages.ts'

let on: HttpWorld
let folder: string
const page = '<!doctype html><title>Kubeless UI</title>'
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kui-pages-'))
  await mkdir(join(folder, 'client', 'assets'), { recursive: true })
  await writeFile(join(folder, 'secret.json'), 'secret')
  await writeFile(join(folder, 'client', 'index.html'), page)
  await writeFile(join(folder, 'client', 'assets', 'main-abc.js'), 'run()')
  await writeFile(join(folder, 'client', 'assets', 'main-abc.js.gz'), gzipSync('run()'))
  on = await startHttpWorld({ pages: servePages(join(folder, 'client')) })
})
afterAll(async () => {
  await on.close()
  await rm(folder, { recursive: true, force: true })
})

test.each([
  '/',
  '/functions/%3Cscript%3E',
  '/functions/<script>',
  '/namespaces/default/functions/a.b',
  '/anything',
  '/?namespace=a',
])('%s is the page, whatever stands in the address', async (path) => {
  const answer = await on.askAnybody('GET', path)
  expect(answer).toMatchObject({ status: 200, text: page })
  expect(answer.headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': 'text/html;charset=utf-8',
  })
})

test.each([
  '/assets/gone-123.js',
  '/assets/',
  '/assets/../../secret.json',
  '/assets/%2e%2e%2f%2e%2e%2fsecret.json',
  '/../secret.json',
  '/..%5csecret.json',
  '/secret.json',
  '/.git/config',
  '/assets/x.map',
  '/%00',
  '/package.json',
])('%s is not there', async (path) => {
  const answer = await on.askAnybody('GET', path)
  expect(answer.status).toBe(404)
  expect(answer.text).not.toContain('secret\n')
})

test('what has a hash in its name is kept for ever, and sent as it was packed', async () => {
  const plain = await on.askAnybody('GET', '/assets/main-abc.js')
  expect(plain).toMatchObject({ status: 200, text: 'run()' })
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  const packed = await on.askAnybody('GET', '/assets/main-abc.js', {
    headers: { 'accept-encoding': 'gzip, br' },
  })
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(packed.headers['content-type']).toContain('javascript')
})

test('a page is only looked at: HEAD has no body, a range is not taken, other methods are refused', async () => {
  expect(await on.askAnybody('HEAD', '/')).toMatchObject({ status: 200, text: '' })
  expect((await on.askAnybody('GET', '/', { headers: { range: 'bytes=9-2' } })).text).toBe(page)
  const { status, headers } = await on.askAnybody('POST', '/')
  expect(status).toBe(405)
  expect(headers['allow']).toBe('GET, HEAD')
})

test('a page of another version is sent, though its files have the time and length of those before', async () => {
  const other = join(folder, 'other')
  const written = new Date('1980-01-01T00:00:00Z')
  await mkdir(other)
  await writeFile(join(other, 'index.html'), page.replace('UI', 'IU'))
  for (const file of [join(other, 'index.html'), join(folder, 'client', 'index.html')])
    await utimes(file, written, written)
  const versions = [
    await startHttpWorld({ pages: servePages(join(folder, 'client')) }),
    await startHttpWorld({ pages: servePages(other) }),
  ] as const
  const known = await versions[0].askAnybody('GET', '/')
  const headers = { 'if-none-match': String(known.headers['etag']) }
  expect((await versions[0].askAnybody('GET', '/', { headers })).status).toBe(304)
  expect((await versions[1].askAnybody('GET', '/', { headers })).status).toBe(200)
  for (const version of versions) await version.close()
})

test('a page that has not changed is not sent again', async () => {
  const { headers } = await on.askAnybody('GET', '/')
  const again = await on.askAnybody('GET', '/', { headers: { 'if-none-match': String(headers['etag']) } })
  expect(again).toMatchObject({ status: 304, text: '' })
})
