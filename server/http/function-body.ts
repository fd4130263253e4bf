/** A function as it comes in a body: its keys and their types. */
import type { FunctionChange, FunctionContentType, FunctionSpec } from '../contract/functions.ts'
import { functionContentTypes } from '../contract/functions.ts'
import { AppError } from '../errors.ts'
import { shapeOf } from './shapes.ts'
import type { Shape } from './shapes.ts'

const keys: readonly (keyof FunctionSpec)[] = [
  'name',
  'namespace',
  'runtime',
  'handler',
  'code',
  'deps',
  'contentType',
  'checksum',
  'timeoutSeconds',
  'env',
  'cpu',
  'memory',
  'replicas',
  'port',
  'labels',
  'description',
]

type FunctionSettings = Partial<
  Omit<FunctionSpec, 'name' | 'namespace' | 'code' | 'contentType' | 'checksum'>
>

/** The keys of `readFunctionSettings`. */
export const settingKeys = keys.filter(
  (key) => !['name', 'namespace', 'code', 'contentType', 'checksum'].includes(key),
)

/** Absent texts are empty: the rules say which are required. */
export function readFunctionSpec(value: unknown): FunctionSpec {
  return specOf(shapeOf(value, keys))
}

export function readFunctionChange(value: unknown): FunctionChange {
  const shape = shapeOf(value, [...keys, 'resourceVersion'])
  return { ...specOf(shape), resourceVersion: shape.text('resourceVersion') }
}

function specOf(shape: Shape): FunctionSpec {
  return {
    ...readFunctionSettings(shape),
    name: shape.text('name'),
    namespace: shape.text('namespace'),
    runtime: shape.text('runtime'),
    handler: shape.text('handler'),
    code: shape.text('code'),
    contentType: contentTypeOf(shape.optionalText('contentType')),
    checksum: shape.optionalText('checksum'),
  }
}

/** What may be said about a function besides what it is called and what its code is; what is absent is not there. */
export function readFunctionSettings(shape: Shape): FunctionSettings {
  const settings: FunctionSettings = {
    runtime: shape.optionalText('runtime'),
    handler: shape.optionalText('handler'),
    deps: shape.optionalText('deps'),
    timeoutSeconds: shape.optionalNumber('timeoutSeconds'),
    env: shape.optionalRows('env', ['name', 'value']),
    cpu: shape.optionalText('cpu'),
    memory: shape.optionalText('memory'),
    replicas: shape.optionalNumber('replicas'),
    port: shape.optionalNumber('port'),
    labels: shape.optionalTexts('labels'),
    description: shape.optionalText('description'),
  }
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}

function contentTypeOf(text: string | undefined): FunctionContentType | undefined {
  if (text === undefined) return undefined
  const known = functionContentTypes.find((type) => type === text)
  if (known) return known
  throw new AppError(422, 'content_type_invalid', 'That function content type is not known.', {
    hint: `Known are: ${functionContentTypes.join(', ')}.`,
    field: 'contentType',
  })
}
