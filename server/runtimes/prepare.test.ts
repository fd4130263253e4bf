import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { lstat, mkdir, mkdtemp, readFile, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { bzip2Sample, xzSample } from './test-functions/archives.ts'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import type { Header } from 'tar-stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { prepare } from './prepare.ts'

const shims = new URL('.', import.meta.url).pathname
let folder: string
let volume: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'prepare-')))
  volume = join(folder, 'pod', 'kubeless')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Given {
  code: string | Buffer
  type?: string
  file?: string
  deps?: string
  runtime?: string
  checksum?: string
}

async function prepared({
  code,
  type = 'text',
  file = 'handler.py',
  deps,
  runtime = 'python3.13',
  checksum,
}: Given) {
  await writeFile(join(folder, file), code)
  if (deps !== undefined) await writeFile(join(folder, 'requirements.txt'), deps)
  const env = {
    KUBELESS_INSTALL_VOLUME: volume,
    KUBELESS_SOURCE: folder,
    FUNC_RUNTIME: runtime,
    FUNC_FILE: file,
    FUNC_CONTENT_TYPE: type,
    FUNC_CHECKSUM: checksum,
    FUNC_DEPS_FILE: deps === undefined ? '' : 'requirements.txt',
  }
  await prepare(env, shims)
}

function text(name: string): Promise<string> {
  return readFile(join(volume, name), 'utf8')
}

function sha256(bytes: string | Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

async function zipOf(files: Record<string, string | Buffer>, mode = 0o100644): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name, { mode })
  zip.end()
  return buffer(zip.outputStream)
}

/** A name that no honest program would write: the same length as the one it replaces. */
function renamed(archive: Buffer, from: string, to: string): Buffer {
  return Buffer.from(archive.toString('latin1').replaceAll(from, to), 'latin1')
}

async function tarOf(entries: [Partial<Header> & { name: string }, string?][]): Promise<Buffer> {
  const tar = pack()
  for (const [header, content] of entries) tar.entry(header, content ?? '')
  tar.finalize()
  return buffer(tar)
}

test('text is placed under the name of its module, beside the shim', async () => {
  await prepared({ code: 'def hello(): pass\n', checksum: sha256('def hello(): pass\n') })
  expect(await text('handler.py')).toBe('def hello(): pass\n')
  expect(await readdir(join(volume, '.shim'))).toContain('shim.py')
})

test('a content type with +deps keeps the suffix that the module needs', async () => {
  await prepared({ code: 'x = 1\n', type: 'text+deps', file: 'handler' })
  expect(await text('handler.py')).toBe('x = 1\n')
})

test('base64 is decoded, and the checksum is that of the bytes', async () => {
  const bytes = Buffer.from([0, 1, 2, 255])
  await prepared({ code: bytes.toString('base64'), type: 'base64', checksum: sha256(bytes) })
  expect(await readFile(join(volume, 'handler.py'))).toEqual(bytes)
})

test('what is not base64 is refused', async () => {
  await expect(prepared({ code: 'def hello', type: 'base64' })).rejects.toThrow('base64: invalid input')
})

test('code that is not what was saved is refused, and both checksums are named', async () => {
  await expect(prepared({ code: 'x', checksum: sha256('y') })).rejects.toThrow(
    `the checksum differs: ${sha256('y')} was stored, ${sha256('x')} is what came`,
  )
})

test('a zip archive is unpacked, programs stay executable, and an empty dependency file hides none of its own', async () => {
  const zip = await zipOf(
    { 'handler.py': 'x = 1\n', 'lib/a/b.py': 'y', 'requirements.txt': 'six\n' },
    0o100755,
  )
  await prepared({
    code: zip.toString('base64'),
    type: 'base64+zip',
    file: 'handler',
    deps: '',
    checksum: sha256(zip),
  })
  expect([await text('handler.py'), await text('lib/a/b.py'), await text('requirements.txt')]).toEqual([
    'x = 1\n',
    'y',
    'six\n',
  ])
  expect((await lstat(join(volume, 'handler.py'))).mode & 0o777).toBe(0o755)
})

test('dependencies beside an archive replace those in it, unless it is said to bring its own', async () => {
  const code = (await zipOf({ 'handler.py': '', 'requirements.txt': 'old\n' })).toString('base64')
  await prepared({ code, type: 'base64+zip', file: 'handler', deps: 'new\n' })
  expect(await text('requirements.txt')).toBe('new\n')
  await prepared({ code, type: 'base64+zip+deps', file: 'handler', deps: 'new\n' })
  expect(await text('requirements.txt')).toBe('old\n')
})

const hostileNames = ['../../../x', '/etc/xxxxx', 'a/../../../', 'C:\\windows', '..\\..\\..\\x']
test.each(hostileNames)(
  'a zip archive with an entry %j is refused, and nothing is written outside',
  async (name) => {
    const honest = 'n'.repeat(name.length)
    const zip = renamed(await zipOf({ [honest]: 'evil' }), honest, name)
    await expect(
      prepared({ code: zip.toString('base64'), type: 'base64+zip', file: 'handler' }),
    ).rejects.toThrow(/outside|unzip: /)
    expect(await readdir(join(folder, 'pod'))).toEqual(['kubeless'])
  },
)

test('a zip archive whose files are damaged inside is refused in words', async () => {
  const zip = await zipOf({
    'a.txt': 'x'.repeat(5000),
    'handler.py': 'def hello(event, context): ...'.repeat(200),
  })
  // Right behind the first local header: its deflated bytes.
  zip.fill(0xff, 40, 50)
  const code = zip.toString('base64')
  await expect(prepared({ code, type: 'base64+zip', file: 'handler' })).rejects.toThrow(/^unzip: /)
})

test('a link in a zip archive may not lead out', async () => {
  const zip = await zipOf({ link: '../../secret' }, 0o120777)
  await writeFile(join(folder, 'secret'), 'secret')
  await expect(
    prepared({ code: zip.toString('base64'), type: 'base64+zip', file: 'handler' }),
  ).rejects.toThrow(/leads out/)
  expect(await readdir(volume)).not.toContain('link')
})

test('an archive that would fill the disk is refused', async () => {
  const zip = await zipOf({ bomb: Buffer.alloc(20 * 1024 * 1024) })
  await expect(
    prepared({ code: zip.toString('base64'), type: 'base64+zip', file: 'handler' }),
  ).rejects.toThrow(/larger than \d+ MB/)
})

test('what is not an archive is refused', async () => {
  const code = Buffer.from('not an archive at all, really').toString('base64')
  await expect(prepared({ code, type: 'base64+zip', file: 'handler' })).rejects.toThrow(/unzip: /)
  await expect(prepared({ code, type: 'base64+compressedtar', file: 'handler' })).rejects.toThrow(
    /tar archive/,
  )
})

test('a tar archive is unpacked, with links that stay inside', async () => {
  const tar = await tarOf([
    [{ name: 'bin/', type: 'directory' }],
    [{ name: 'lib/tool.py', mode: 0o755 }, 'tool'],
    [{ name: 'bin/tool', type: 'symlink', linkname: '../lib/tool.py' }],
    [{ name: 'same.py', type: 'link', linkname: 'lib/tool.py' }],
  ])
  for (const archive of [tar, gzipSync(tar)]) {
    await prepared({ code: archive.toString('base64'), type: 'base64+compressedtar', file: 'handler' })
    expect([await text('bin/tool'), await text('same.py')]).toEqual(['tool', 'tool'])
  }
})

test.each([
  ['bzip2', bzip2Sample],
  ['xz', xzSample],
])(
  'a tar archive compressed with %s is unpacked, or the log says what to use instead',
  async (program, code) => {
    const result = await prepared({ code, type: 'base64+compressedtar', file: 'handler' }).catch(
      (error: Error) => error.message,
    )
    if (result === undefined) expect(await text('handler.py')).toBe('x = 1\n')
    else
      expect(result).toBe(
        `the archive is compressed with ${program}, which is not installed here: use gzip (.tar.gz)`,
      )
  },
)

const hostileEntries: [string, [Partial<Header> & { name: string }, string?][]][] = [
  ['a path that leads out', [[{ name: '../../x' }, 'evil']]],
  ['an absolute path', [[{ name: '/tmp/x' }, 'evil']]],
  ['a link that leads out', [[{ name: 'x', type: 'symlink', linkname: '../../secret' }]]],
  ['an absolute link', [[{ name: 'x', type: 'symlink', linkname: '/etc/passwd' }]]],
  ['a hard link that leads out', [[{ name: 'x', type: 'link', linkname: '../../secret' }]]],
  ['a device', [[{ name: 'x', type: 'character-device', devmajor: 1, devminor: 3 }]]],
  ['a pipe', [[{ name: 'x', type: 'fifo' }]]],
  [
    'links that lead out together',
    [
      [{ name: 'a/b/c/', type: 'directory' }],
      [{ name: 'top/', type: 'directory' }],
      [{ name: 'a/b/c/d', type: 'symlink', linkname: '../../../top' }],
      [{ name: 'x', type: 'symlink', linkname: 'a/b/c/d/../..' }],
    ],
  ],
]
test.each(hostileEntries)('a tar archive with %s is refused', async (_, entries) => {
  await writeFile(join(folder, 'secret'), 'secret')
  const code = (await tarOf(entries)).toString('base64')
  await expect(prepared({ code, type: 'base64+compressedtar', file: 'handler' })).rejects.toThrow(
    /outside|leads out|neither a file nor a folder/,
  )
  expect(await readdir(volume)).not.toContain('x')
})

test('nothing is written through a link that is there already', async () => {
  await mkdir(join(folder, 'elsewhere'))
  await mkdir(volume, { recursive: true })
  await symlink(join(folder, 'elsewhere'), join(volume, 'lib'))
  const code = (await zipOf({ 'lib/x.py': 'evil' })).toString('base64')
  await expect(prepared({ code, type: 'base64+zip', file: 'handler' })).rejects.toThrow(/leads out/)
  expect(await readdir(join(folder, 'elsewhere'))).toEqual([])
})

async function served(answer: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

test('code is downloaded, through redirects', async () => {
  const code = 'x = 1\n'
  await served(
    ({ url }, response) =>
      url === '/handler.py' ? response.end(code) : response.writeHead(302, { location: '/handler.py' }).end(),
    async (url) => {
      await prepared({ code: `${url}/latest?a=b\n`, type: 'url', checksum: sha256(code) })
      expect(await text('handler.py')).toBe(code)
    },
  )
})

test.each([
  [
    'an error page',
    (_: unknown, response: Parameters<RequestListener>[1]) => void response.writeHead(404).end('no'),
    /answered 404 Not Found/,
  ],
  [
    'redirects without end',
    (_: unknown, response: Parameters<RequestListener>[1]) =>
      void response.writeHead(302, { location: '/' }).end(),
    /redirects more than 5 times/,
  ],
  [
    'a broken connection',
    (_: unknown, response: Parameters<RequestListener>[1]) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => response.destroy())
    },
    /cannot download http:\/\/127\.0\.0\.1/,
  ],
  [
    'a redirect to the credentials of the machine',
    (_: unknown, response: Parameters<RequestListener>[1]) =>
      void response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    /not for functions/,
  ],
  [
    'a redirect to a file',
    (_: unknown, response: Parameters<RequestListener>[1]) =>
      void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    /begins with https:/,
  ],
])('a download that meets %s says so', async (_, answer, says) => {
  await served(answer, async (url) => {
    await expect(prepared({ code: `${url}/x.py`, type: 'url' })).rejects.toThrow(says)
  })
})

test.each(['ftp://example.com/x', 'handler.py', 'http://[::ffff:169.254.169.254]/', 'http://[fe80::1]/'])(
  '%s is not downloaded',
  async (address) => {
    await expect(prepared({ code: address, type: 'url' })).rejects.toThrow(/cannot download/)
  },
)

test('a runtime without a shim is prepared without one', async () => {
  await prepared({ code: 'class A {}', file: 'A.java', runtime: 'java11' })
  expect(await readdir(volume)).toEqual(['A.java'])
})

test('a content type that nobody knows is refused', async () => {
  await expect(prepared({ code: 'x', type: 'wasm' })).rejects.toThrow('the content type wasm')
})
