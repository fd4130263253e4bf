/** Decodes a custom resource: metadata like any other, the rest as its definition's schema says. */
import type { ApiObject } from '../json.ts'
import { isObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { goTypeOf } from '../wire/body.ts'
import { badRequest } from '../status.ts'
import { decodeMeta } from './decode-struct.ts'
import type { DecodeFindings } from './decode-struct.ts'
import { pruned, withSchemaDefaults } from './structural-schema.ts'

/** Throws 400 for metadata of the wrong type; what the schema forbids is found by validation. */
export function decodeCustom(kind: Kind, value: ApiObject, findings: DecodeFindings): ApiObject {
  const { metadata, apiVersion, kind: name, ...rest } = value
  if (!isObject(metadata))
    throw badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: json: cannot unmarshal ${goTypeOf(metadata)} into Go struct field .metadata of type v1.ObjectMeta`,
    )
  const schema = kind.custom?.schema ?? {}
  const kept = pruned(rest, schema, findings.unknown)
  const filled = withSchemaDefaults(kept, schema)
  const meta = { name: '', ...decodeMeta(kind, metadata, findings) }
  return { apiVersion, kind: name, metadata: meta, ...(isObject(filled) ? filled : {}) }
}
