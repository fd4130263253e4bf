import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FunctionFiles } from '../contract/archives.ts'
import type { FunctionDetails, FunctionSpec } from '../contract/functions.ts'
import type { FunctionObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'

let http: HttpWorld
beforeAll(async () => {
  http = await startHttpWorld()
})
afterAll(() => http.close())

const handler = 'def find(event, context):\n    return 1\n'

async function aZip(): Promise<Buffer> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from(handler), 'handler.py')
  zip.addBuffer(Buffer.from([0, 1, 2]), 'data.bin')
  zip.end()
  return buffer(zip.outputStream)
}

const base = '/api/namespaces/default/functions'

async function create(name: string, spec: Partial<FunctionSpec> = {}): Promise<FunctionDetails> {
  const code = spec.code ?? (await aZip()).toString('base64')
  const body = {
    ...{ name, namespace: 'default', runtime: 'python3.13', handler: 'handler.find' },
    ...{ contentType: 'base64+zip', ...spec, code },
  }
  const answer = await http.ask('POST', base, { body })
  expect(answer.status, answer.text).toBe(201)
  return answer.json as FunctionDetails
}

function stored(name: string): Promise<FunctionObject> {
  return http.world.client.get<FunctionObject>(resources.functions, { namespace: 'default', name })
}

test('the files of an archive are listed and one is read', async () => {
  const { checksum } = await create('listed')
  const { json } = await http.ask('GET', `${base}/listed/files`)
  expect(json).toMatchObject({
    checksum,
    packing: 'zip',
    entries: [
      { path: 'handler.py', kind: 'file', isText: true, size: handler.length },
      { path: 'data.bin', kind: 'file', isText: false, size: 3 },
    ],
  })
  const read = await http.ask('GET', `${base}/listed/files/text?path=handler.py`)
  expect(read.json).toEqual({ path: 'handler.py', text: handler, checksum })
  expect(await http.ask('GET', `${base}/listed/files/text?path=data.bin`)).toMatchObject({
    status: 422,
    json: { code: 'file_not_text' },
  })
  expect(await http.ask('GET', `${base}/listed/files/text?path=../data.bin`)).toMatchObject({
    status: 422,
    json: { code: 'file_path_invalid' },
  })
  expect(await http.ask('GET', `${base}/listed/files/text?path=none.py`)).toMatchObject({
    status: 404,
    json: { code: 'file_unknown' },
  })
})

test('a changed file is stored in a new archive, with the checksum of its bytes and a setting beside it', async () => {
  const { resourceVersion } = await create('changed')
  const body = {
    resourceVersion,
    changes: [{ path: 'handler.py', text: 'def find(event, context):\n    return 2\n' }],
    timeoutSeconds: 7,
  }
  const answer = await http.ask('PUT', `${base}/changed/files`, { body })
  expect(answer.status, answer.text).toBe(200)
  const { spec } = await stored('changed')
  const bytes = Buffer.from(spec?.function ?? '', 'base64')
  expect(spec).toMatchObject({
    checksum: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    timeout: '7',
    'function-content-type': 'base64+zip',
  })
  const { json } = await http.ask('GET', `${base}/changed/files/text?path=handler.py`)
  expect(json).toMatchObject({ text: 'def find(event, context):\n    return 2\n' })
  const files = (await http.ask('GET', `${base}/changed/files`)).json as FunctionFiles
  expect(files.entries.map(({ path }) => path)).toEqual(['handler.py', 'data.bin'])
})

test('a change of files needs a version, and one that is stale is refused with both', async () => {
  const { resourceVersion } = await create('contested')
  const changes = [{ path: 'handler.py', text: 'x = 1\n' }]
  expect(await http.ask('PUT', `${base}/contested/files`, { body: { changes } })).toMatchObject({
    status: 428,
    json: { code: 'precondition_required' },
  })
  const body = { resourceVersion, changes }
  expect((await http.ask('PUT', `${base}/contested/files`, { body })).status).toBe(200)
  const stale = await http.ask('PUT', `${base}/contested/files`, {
    body: { resourceVersion, changes: [{ path: 'gone.py', text: null }] },
  })
  expect(stale).toMatchObject({
    status: 409,
    json: {
      code: 'conflict',
      conflict: { yours: { changes: [{ path: 'gone.py' }] }, theirs: { name: 'contested' } },
    },
  })
})

test('a setting of an archive is saved without a byte of its code or its checksum changing', async () => {
  const zip = (await aZip()).toString('base64')
  const wrapped = zip.replace(/(.{76})/g, '$1\n')
  await create('kept')
  const object = await stored('kept')
  const upper = (object.spec?.checksum ?? '').replace(/[0-9a-f]{8}$/, '00000000')
  await http.world.client.replace(resources.functions, {
    ...object,
    spec: { ...object.spec, function: wrapped, checksum: upper },
  })
  const seen = (await http.ask('GET', `${base}/kept`)).json as FunctionDetails
  const { runtime, handler: entry, code, contentType, resourceVersion } = seen
  const body = {
    name: 'kept',
    namespace: 'default',
    runtime,
    handler: entry,
    code,
    contentType,
    resourceVersion,
  }
  const answer = await http.ask('PUT', `${base}/kept`, { body: { ...body, timeoutSeconds: 9 } })
  expect(answer.status, answer.text).toBe(200)
  expect((await stored('kept')).spec).toMatchObject({ function: wrapped, checksum: upper, timeout: '9' })
})

test('the checksum of an address stays when another setting is saved', async () => {
  const checksum = `sha256:${'a'.repeat(64)}`
  const code = 'https://example.com/handler.py'
  const seen = await create('fetched', { code, contentType: 'url', checksum })
  const { runtime, handler: entry, contentType, resourceVersion } = seen
  const body = {
    name: 'fetched',
    namespace: 'default',
    runtime,
    handler: entry,
    code,
    contentType,
    resourceVersion,
  }
  expect((await http.ask('PUT', `${base}/fetched`, { body: { ...body, timeoutSeconds: 9 } })).status).toBe(
    200,
  )
  expect((await stored('fetched')).spec).toMatchObject({ checksum, timeout: '9' })
  expect((await http.ask('GET', `${base}/fetched/files`)).json).toMatchObject({
    packing: 'none',
    entries: [],
  })
})

test('what is no archive has no files to change', async () => {
  const { resourceVersion } = await create('plain', { code: handler, contentType: 'text' })
  const body = { resourceVersion, changes: [{ path: 'handler.py', text: 'x' }] }
  expect(await http.ask('PUT', `${base}/plain/files`, { body })).toMatchObject({
    status: 422,
    json: { code: 'not_an_archive' },
  })
  expect((await http.ask('GET', `${base}/plain/files`)).json).toMatchObject({
    packing: 'none',
    entries: [{ path: 'handler.py', isText: true }],
  })
})

test('a broken archive says what is wrong and what to do', async () => {
  await create('broken', { code: Buffer.from('PK\x03\x04 but no more').toString('base64') })
  expect(await http.ask('GET', `${base}/broken/files`)).toMatchObject({
    status: 422,
    json: { code: 'archive_unreadable', hint: 'Make the archive again and replace the code with it.' },
  })
})

test('changes that would not fit are refused before anything is stored', async () => {
  const { resourceVersion, checksum } = await create('large')
  const changes = Array.from({ length: 5 }, (_, at) => ({
    path: `random-${at}.txt`,
    // Text that no compression makes small.
    text: Array.from({ length: 2_600 }, (_unused, line) =>
      createHash('sha512').update(`${at} ${line}`).digest('base64'),
    ).join('\n'),
  }))
  const answer = await http.ask('PUT', `${base}/large/files`, { body: { resourceVersion, changes } })
  expect(answer).toMatchObject({ status: 413, json: { code: 'code_too_large' } })
  expect((await stored('large')).spec?.checksum).toBe(checksum)
})
