/** Replays one recording against a cluster made for it, and says what came differently. */
import { request as sendRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { ApiObject, Json } from '../json.ts'
import { isObject, textAt } from '../json.ts'
import { differences, plain } from './compare.ts'
import type { Case } from './cases.ts'
import { commonObjects, kubelessDefinitions, shownBy, timeOf } from './givens.ts'
import type { Exchange, RecordedAnswer, Recording } from './recordings.ts'
import { startWorld } from './world.ts'
import type { World } from './world.ts'

/** Headers clients rely on. */
const compared = ['content-type', 'warning', 'retry-after', 'location', 'x-content-type-options', 'allow']

/** Nothing when everything agrees. */
export async function replay(
  recording: Recording,
  one: Case,
  find: (id: string) => Recording,
): Promise<string[]> {
  const backend = await one.backend?.start()
  const world = await startWorld({
    objects: objectsFor(recording, one, find),
    now: one.now ?? timeOf(recording),
    kubelet: backend?.kubelet,
    version: one.version,
  })
  try {
    await one.before?.(world)
    const found: string[] = []
    for (const [index, exchange] of recording.exchanges.entries())
      found.push(...(await replayOne(world, recording, exchange, one, index === 0)))
    return found
  } finally {
    await world.close()
    await backend?.close()
  }
}

function objectsFor(recording: Recording, one: Case, find: (id: string) => Recording): ApiObject[] {
  const definitions = one.withoutDefinitions ? [] : kubelessDefinitions()
  const common = commonObjects().filter(({ kind }) => !one.onlyShown || kind !== 'Namespace')
  const shown = one.showsNothing ? [] : recording.exchanges.slice(0, 1).flatMap(shownBy)
  const given = (one.given ?? []).flatMap((id) =>
    find(id).exchanges.flatMap(({ response, request }) =>
      shownBy({ request: { ...request, method: 'GET' }, response: { ...response, status: 200 } }),
    ),
  )
  const all = new Map<string, ApiObject>()
  for (const object of [
    ...common,
    ...definitions,
    ...given,
    ...(one.objects ?? []),
    ...(one.backend?.objects ?? []),
    ...shown,
  ])
    all.set(`${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`, object)
  for (const name of one.without ?? []) all.delete(name)
  return [...all.values()]
}

async function replayOne(
  world: World,
  recording: Recording,
  exchange: Exchange,
  one: Case,
  isFirst: boolean,
): Promise<string[]> {
  const { request, response } = exchange
  const begun = () => {
    if (isFirst && one.during)
      meanwhile = one.during(world).catch((error: unknown) => void faults.push(String(error)))
  }
  const faults: string[] = []
  let meanwhile: Promise<void> | undefined
  const headers = { ...request.headers, ...(await credentialsOf(world, recording, request.headers)) }
  const answer = await ask(world.url, request, headers, response, begun)
  await meanwhile
  return [...faults, ...compare(response, answer, one)]
}

async function credentialsOf(
  world: World,
  { user }: Recording,
  headers: Record<string, string>,
): Promise<Record<string, string>> {
  const described = headers['authorization']
  const account = /serviceaccount ([\w-]+)\/([\w-]+)/.exec(described ?? '')
  if (account) {
    const [, namespace = '', name = ''] = account
    const uid = world.cluster.store.get('/serviceaccounts', namespace, name)?.metadata.uid ?? ''
    return {
      authorization: `Bearer ${world.cluster.access.issueToken({ namespace, name, uid }, 3600).token}`,
    }
  }
  if (described !== undefined) return { authorization: described }
  if (user === 'anon' || user === '') return {}
  if (user === 'badtoken') return { authorization: 'Bearer not-a-token' }
  const admin = { authorization: `Bearer ${world.adminToken}` }
  return user === 'jane' ? { ...admin, 'impersonate-user': 'jane' } : admin
}

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  warnings: string[]
  text: string
}

/** Reads to the end, or as many events as the recording has when it is a watch. */
function ask(
  url: string,
  { method, path, body }: Exchange['request'],
  headers: Record<string, string>,
  expected: RecordedAnswer,
  begun: () => void,
): Promise<Answer> {
  const isWatch = /[?&]watch=(1|true)|\/watch\//.test(path) && expected.status === 200
  const enough = expected.lines?.length ?? 0
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const sent = sendRequest(
      { hostname, port, method, path, headers: { ...headers, connection: 'close' } },
      (message) => {
        begun()
        const chunks: Buffer[] = []
        const finish = () => {
          const bytes = Buffer.concat(chunks)
          const text = (message.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString(
            'utf8',
          )
          resolve({
            status: message.statusCode ?? 0,
            headers: message.headers,
            warnings: message.headersDistinct['warning'] ?? [],
            text,
          })
          sent.destroy()
        }
        if (isWatch && enough === 0) return finish()
        message.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          if (isWatch && Buffer.concat(chunks).toString().split('\n').length > enough) finish()
        })
        message.on('end', finish)
        message.on('error', () => undefined)
      },
    )
    sent.on('error', reject)
    if (body !== undefined) sent.setHeader('content-length', Buffer.byteLength(body))
    sent.end(body)
  })
}

function compare(expected: RecordedAnswer, actual: Answer, one: Case): string[] {
  const isIgnored = (path: string) => (one.ignore ?? []).some((pattern) => pattern.test(path))
  if (expected.status !== actual.status)
    return [`status: ${expected.status} expected, ${actual.status} came: ${actual.text.slice(0, 400)}`]
  return [...compareHeaders(expected, actual, isIgnored), ...compareBodies(expected, actual, isIgnored)]
}

function compareHeaders(
  expected: RecordedAnswer,
  actual: Answer,
  isIgnored: (path: string) => boolean,
): string[] {
  return compared.flatMap((name) => {
    if (isIgnored(`headers.${name}`)) return []
    const wanted = expected.headers.filter(([header]) => header === name).map(([, value]) => value)
    const came =
      name === 'warning'
        ? actual.warnings
        : [actual.headers[name]].flat().filter((value) => value !== undefined)
    return JSON.stringify(wanted) === JSON.stringify(came)
      ? []
      : [`header ${name}: ${JSON.stringify(wanted)} expected, ${JSON.stringify(came)} came`]
  })
}

function compareBodies(
  expected: RecordedAnswer,
  actual: Answer,
  isIgnored: (path: string) => boolean,
): string[] {
  if (isIgnored('body')) return []
  if (expected.text !== undefined && expected.json === undefined)
    return plain(expected.text) === plain(actual.text)
      ? []
      : [
          `body: ${JSON.stringify(expected.text.slice(0, 300))} expected, ${JSON.stringify(actual.text.slice(0, 300))} came`,
        ]
  const parsed = parse(actual.text)
  if (expected.lines) {
    const lines = actual.text
      .split('\n')
      .filter((line) => line !== '')
      .map(parse)
    return differences(expected.lines, lines.map(withoutDescriptions), isIgnored)
  }
  return differences(expected.json, withoutDescriptions(parsed), isIgnored)
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** Columns are described in words of our own. */
function withoutDescriptions(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutDescriptions)
  if (!isObject(value)) return value
  const isColumn = 'priority' in value && textAt(value, 'description') !== undefined
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) =>
      item === undefined || (isColumn && name === 'description') ? [] : [[name, withoutDescriptions(item)]],
    ),
  )
}
