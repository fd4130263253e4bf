/** An object in the form a client asked for: itself, a row of a table, or its metadata; at the version of the request. */
import type { ApiObject, JsonObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { apiVersionOf } from '../kinds/kind.ts'
import { tableOf } from '../printing/table.ts'
import { itemTextOf, textOf } from '../store/entry.ts'
import type { Wanted } from '../wire/media-types.ts'

const versions = new WeakMap<ApiObject, Map<string, ApiObject>>()

/** The same object at the kind's version; versions of a custom kind have the same fields. */
export function atVersion(object: ApiObject, kind: Kind): ApiObject {
  const apiVersion = apiVersionOf(kind)
  if (object.apiVersion === apiVersion) return object
  const known = versions.get(object) ?? new Map<string, ApiObject>()
  versions.set(object, known)
  const made = known.get(apiVersion) ?? { ...object, apiVersion }
  known.set(apiVersion, made)
  return made
}

/** JSON text of one object as an answer. */
export function represent(
  object: ApiObject,
  kind: Kind,
  wanted: Wanted,
  query: URLSearchParams,
  now: Date,
): string {
  const there = atVersion(object, kind)
  if (wanted.as === 'Table')
    return JSON.stringify(
      tableOf(
        kind,
        [there],
        { resourceVersion: there.metadata.resourceVersion ?? '' },
        { include: query.get('includeObject') ?? 'Metadata', now },
      ),
    )
  if (wanted.as === 'PartialObjectMetadata' || wanted.as === 'PartialObjectMetadataList')
    return JSON.stringify(partial(there))
  return textOf(there, kind.custom !== undefined)
}

/** JSON text of a list. */
export function representList(
  objects: ApiObject[],
  kind: Kind,
  metadata: JsonObject,
  wanted: Wanted,
  query: URLSearchParams,
  now: Date,
): string {
  const items = objects.map((object) => atVersion(object, kind))
  if (wanted.as === 'Table')
    return JSON.stringify(
      tableOf(kind, items, metadata, { include: query.get('includeObject') ?? 'Metadata', now }),
    )
  if (wanted.as === 'PartialObjectMetadata' || wanted.as === 'PartialObjectMetadataList')
    return JSON.stringify({
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.map(partial),
    })
  const isCustom = kind.custom !== undefined
  const texts = items.map((item) => itemTextOf(item, isCustom)).join(',')
  const apiVersion = apiVersionOf(kind)
  if (isCustom)
    return `{"apiVersion":${JSON.stringify(apiVersion)},"items":[${texts}],"kind":${JSON.stringify(kind.listKind)},"metadata":${JSON.stringify({ continue: '', ...metadata })}}`
  return `{"kind":${JSON.stringify(kind.listKind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":${JSON.stringify(metadata)},"items":[${texts}]}`
}

export function partial(object: ApiObject): JsonObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}
