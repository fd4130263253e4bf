/** `/openapi/v2` and `/openapi/v3`: what kubectl checks, explains and completes by. Made from the tables of fields and the definitions. */
import { createHash } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Registry } from '../kinds/registry.ts'
import { noSuchResource, refusal } from '../status.ts'
import type { Cluster } from '../verbs/context.ts'
import { versionInfo } from '../version.ts'
import { answerJson, answerText } from '../wire/answer.ts'
import type { Exchange } from '../wire/answer.ts'
import { answeredType, encodeSwagger, swaggerTypes } from './encode-swagger.ts'
import { pathsOf } from './paths.ts'
import { schemasOf } from './schemas.ts'

export function openApi({ registry }: Cluster, exchange: Exchange, path: string): void {
  if (path === '/openapi/v2') return answerSwagger(registry, exchange)
  if (path === '/openapi/v3') return answerJson(exchange, 200, { paths: indexOf(registry) })
  const place = path.replace('/openapi/v3/', '')
  const kinds = registry.all().filter((kind) => placeOf(kind) === place)
  if (kinds.length === 0) throw noSuchResource()
  answerText(exchange, 200, documentText(registry, place, kinds))
}

const info = { title: 'Kubernetes', version: versionInfo.gitVersion }

function placeOf({ group, version }: Kind): string {
  return group === '' ? `api/${version}` : `apis/${group}/${version}`
}

function indexOf(registry: Registry): JsonObject {
  const places = [...new Set(registry.all().map(placeOf))].sort()
  return Object.fromEntries(
    places.map((place) => {
      const text = documentText(
        registry,
        place,
        registry.all().filter((kind) => placeOf(kind) === place),
      )
      const hash = createHash('sha512').update(text).digest('hex').toUpperCase()
      return [place, { serverRelativeURL: `/openapi/v3/${place}?hash=${hash}` }]
    }),
  )
}

const documents = new WeakMap<Registry, { revision: number; texts: Map<string, string> }>()

/** Texts are made once for as long as the kinds stay the same. */
function kept(registry: Registry, name: string, make: () => string): string {
  let known = documents.get(registry)
  if (!known || known.revision !== registry.revision)
    known = { revision: registry.revision, texts: new Map() }
  documents.set(registry, known)
  const text = known.texts.get(name) ?? make()
  known.texts.set(name, text)
  return text
}

function documentText(registry: Registry, place: string, kinds: Kind[]): string {
  return kept(registry, place, () =>
    JSON.stringify({
      openapi: '3.0.0',
      info,
      paths: Object.assign({}, ...kinds.map((kind) => pathsOf(kind, 3))) as JsonObject,
      components: { schemas: schemasOf(kinds, 3) },
    }),
  )
}

function swagger(registry: Registry): JsonObject {
  const text = kept(registry, 'v2', () => {
    const kinds = registry.all()
    const paths = Object.assign({}, ...kinds.map((kind) => pathsOf(kind, 2))) as JsonObject
    return JSON.stringify({ swagger: '2.0', info, paths, definitions: schemasOf(kinds, 2) })
  })
  return JSON.parse(text) as JsonObject
}

function answerSwagger(registry: Registry, exchange: Exchange): void {
  const accept = exchange.request.headers.accept ?? 'application/json'
  const ranges = accept.split(',').map((range) => range.split(';')[0]?.trim() ?? '')
  const binary = ranges.find((range) => swaggerTypes.includes(range))
  const takesJson = ranges.some((range) => ['application/json', '*/*', 'application/*', ''].includes(range))
  if (binary === undefined && takesJson) return answerJson(exchange, 200, swagger(registry))
  if (binary === undefined)
    throw refusal(
      406,
      'NotAcceptable',
      `only the following media types are accepted: application/json, ${swaggerTypes.join(', ')}`,
    )
  const bytes = encodeSwagger(swagger(registry))
  exchange.response
    .writeHead(200, {
      'Content-Type': answeredType,
      'Content-Length': bytes.length,
      'Cache-Control': 'no-cache, private',
    })
    .end(bytes)
}
