/** Reading: one object, or a list with selectors and pages. */
import type { ApiObject, JsonObject } from '../json.ts'
import { collectionOf } from '../kinds/kind.ts'
import { ApiError, badRequest, invalid, forbiddenValue, notFound, refusal } from '../status.ts'
import type { FieldError } from '../status.ts'
import type { Entry } from '../store/entry.ts'
import { answerText } from '../wire/answer.ts'
import { wantedBy } from '../wire/media-types.ts'
import { isTrue } from '../wire/request-info.ts'
import type { Call } from './context.ts'
import { parseFieldSelector } from './field-selector.ts'
import { parseLabelSelector } from './label-selector.ts'
import { represent, representList } from './represent.ts'

/** How long a list waits for a version that is not there yet, as a real server does. */
const futureVersionWaitMs = 3000

/** GET of one object. */
export function get(call: Call): void {
  const { cluster, info, kind, request } = call
  const wanted = wantedBy(request.headers.accept, info.query, { isCustom: kind.custom !== undefined })
  const object = cluster.store.get(collectionOf(kind), kind.isNamespaced ? info.namespace : '', info.name)
  if (!object) throw notFound(kind, info.name)
  answerText(call, 200, represent(object, kind, wanted, info.query, cluster.now()), wanted)
}

/** GET of a collection. */
export async function list(call: Call): Promise<void> {
  const { cluster, info, kind, request } = call
  const { query } = info
  const wanted = wantedBy(request.headers.accept, query, { isCustom: kind.custom !== undefined })
  const selects = selectionOf(call)
  const limit = Math.max(0, integerOf(query.get('limit')))
  const token = query.get('continue') ?? ''
  checkListOptions(query)
  const at = await snapshotOf(call, token)
  const from = token === '' ? undefined : decodeToken(token).start
  const rest = at.entries.filter((entry) => from === undefined || isAtOrAfter(entry, from, info.namespace))
  const selected = rest.filter(({ object }) => selects.test(object))
  // Like a real one: a list served "from the cache" (resourceVersion=0) comes whole.
  const isWhole = limit === 0 || (query.get('resourceVersion') === '0' && token === '')
  const page = isWhole ? selected : selected.slice(0, limit)
  const metadata: JsonObject = { resourceVersion: String(at.version) }
  const last = page[page.length - 1]
  if (page.length < selected.length && last) {
    metadata['continue'] = encodeToken(at.version, keyFrom(last, info.namespace))
    if (!selects.isFiltering) metadata['remainingItemCount'] = selected.length - page.length
  }
  const objects = page.map(({ object }) => object)
  answerText(call, 200, representList(objects, kind, metadata, wanted, query, cluster.now()), wanted)
}

/** Which objects of the collection the request is about. */
export function selectionOf({ info, kind }: Pick<Call, 'info' | 'kind'>): {
  test: (object: ApiObject) => boolean
  isFiltering: boolean
} {
  const labels = info.query.get('labelSelector') ?? ''
  const fields = info.query.get('fieldSelector') ?? ''
  const byLabel = parseLabelSelector(labels)
  const byField = parseFieldSelector(fields, kind)
  return {
    test: (object) =>
      byLabel(object.metadata.labels) &&
      byField.test(object) &&
      (info.name === '' || object.metadata.name === info.name),
    isFiltering: labels !== '' || fields !== '',
  }
}

/** The number of a version parameter; 400 when it is none. */
export function versionOf(value: string | null): number {
  if (value === null || value === '') return 0
  if (!/^\d+$/.test(value))
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(value)}: strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`,
    )
  return Number(value)
}

/** The rules about `resourceVersionMatch` and `sendInitialEvents`; throws 422. */
export function checkListOptions(query: URLSearchParams): void {
  const isWatch = isTrue(query.get('watch'))
  const match = query.get('resourceVersionMatch')
  const initial = query.get('sendInitialEvents')
  const errors: FieldError[] = []
  if (isWatch) {
    if (initial === null && match)
      errors.push(
        forbiddenValue(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
        ),
      )
    if (initial !== null && match !== 'NotOlderThan')
      errors.push(
        forbiddenValue(
          'resourceVersionMatch',
          'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
        ),
      )
  } else {
    if (match && !query.get('resourceVersion'))
      errors.push(
        forbiddenValue(
          'resourceVersionMatch',
          'resourceVersionMatch is forbidden unless resourceVersion is provided',
        ),
      )
    if (match && query.get('continue'))
      errors.push(
        forbiddenValue('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided'),
      )
    if (match && match !== 'Exact' && match !== 'NotOlderThan')
      errors.push({
        field: 'resourceVersionMatch',
        reason: 'FieldValueNotSupported',
        message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
      })
    if (match === 'Exact' && query.get('resourceVersion') === '0')
      errors.push(
        forbiddenValue(
          'resourceVersionMatch',
          'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
        ),
      )
    if (initial !== null)
      errors.push(forbiddenValue('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
}

/** The entries at the version the request wants. */
async function snapshotOf(
  { cluster, info, kind }: Call,
  token: string,
): Promise<{ version: number; entries: Entry[] }> {
  const { store } = cluster
  const collection = store.collection(collectionOf(kind))
  const namespace = kind.isNamespaced && info.namespace !== '' ? info.namespace : undefined
  const asked = versionOf(info.query.get('resourceVersion'))
  if (token !== '') {
    if (info.query.get('resourceVersion') && asked !== 0)
      throw badRequest('specifying resource version is not allowed when using continue')
    const { version, start } = decodeToken(token)
    if (version < 0) return { version: store.version, entries: collection.list(namespace) }
    const entries = collection.listAt(version, namespace)
    if (!entries) throw expiredPage(start)
    return { version, entries }
  }
  if (asked > store.version && !(await store.reached(asked, futureVersionWaitMs)))
    throw tooLarge(asked, store.version)
  if (info.query.get('resourceVersionMatch') === 'Exact' && asked > 0) {
    const entries = collection.listAt(asked, namespace)
    if (!entries) throw expired(`The resourceVersion for the provided list is too old.`)
    return { version: asked, entries }
  }
  return { version: store.version, entries: collection.list(namespace) }
}

/** What stands in a continue token: the version of the list, and the first key of the next page. */
interface Page {
  version: number
  start: string
}

function encodeToken(version: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start })).toString('base64url')
}

function decodeToken(token: string): Page {
  const bytes = Buffer.from(token.replace(/=+$/, ''), 'base64url')
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    const first = String.fromCodePoint(bytes[0] ?? 0)
    throw badRequest(
      bytes.length === 0
        ? 'invalid continue token: continue key is not valid: unexpected end of JSON input'
        : `invalid continue token: continue key is not valid: invalid character '${first}' looking for beginning of value`,
    )
  }
  const { v, rv, start } = value as { v?: unknown; rv?: unknown; start?: unknown }
  if (v !== 'meta.k8s.io/v1')
    throw badRequest(
      `invalid continue token: continue key is not valid: server does not recognize this encoded version ${JSON.stringify(v ?? '')}`,
    )
  if (typeof rv !== 'number' || rv === 0)
    throw badRequest(
      'invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)',
    )
  if (typeof start !== 'string' || start === '')
    throw badRequest(
      'invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)',
    )
  return { version: rv, start }
}

/** The key after an entry, as a token holds it: within the namespace, when the list is of one. */
function keyFrom({ key }: Entry, namespace: string): string {
  const [ofEntry = '', name = ''] = key.split('/')
  return namespace !== '' || ofEntry === '' ? `/${name}\u0000` : `/${ofEntry}/${name}\u0000`
}

function isAtOrAfter({ key }: Entry, start: string, namespace: string): boolean {
  const path = start.replace(/^\//, '')
  const wanted = namespace !== '' ? `${namespace}/${path}` : path.includes('/') ? path : `/${path}`
  return key >= wanted
}

function integerOf(value: string | null): number {
  if (value === null || value === '') return 0
  if (!/^[+-]?\d+$/.test(value))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
  return Number(value)
}

function expired(message: string): ApiError {
  return refusal(410, 'Expired', message)
}

/** The answer carries a token to go on with, at the newest version. */
function expiredPage(start: string): ApiError {
  const { status } = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  )
  return new ApiError({ ...status, metadata: { continue: encodeToken(-1, start) } })
}

function tooLarge(asked: number, current: number): ApiError {
  return refusal(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })
}
