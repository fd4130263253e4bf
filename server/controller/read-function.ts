/** Everything a plan needs to know of a Function, read once and checked: nothing has checked it before. */
import { checksumOfCode } from '../kubernetes/checksum.ts'
import { codeKeyOf, isArchive, parseHandler } from '../functions/handler.ts'
import type { HandlerParts } from '../functions/handler.ts'
import { selectorOf } from '../functions/objects.ts'
import type { Container, DeploymentFragment, FunctionObject, PodSpec } from '../functions/objects.ts'
import { findRuntime } from '../functions/runtime-images.ts'
import type { Runtime, RuntimeVersion } from '../functions/runtime-images.ts'
import type { ControllerConfig } from './controller-config.ts'
import { isRecord, isUnset, textOf, textsOf, withoutNulls } from './json.ts'
import { mergeTemplate } from './merge-template.ts'
import { Refusal } from './refusal.ts'

/** Largest `data` of a ConfigMap that Kubernetes takes, in bytes. */
const mostSourceBytes = 1024 * 1024
const defaultTimeout = '180'

export interface ReadFunction {
  name: string
  namespace: string
  labels: Record<string, string>
  annotations: Record<string, string>
  /** As written. */
  handler: string
  /** Absent only beside an image of the function's own. */
  parts?: HandlerParts
  code: string
  /** Key of the ConfigMap that holds the code. */
  codeKey: string
  contentType: string
  isArchive: boolean
  /** As written; empty: nobody wants the code compared. */
  checksum: string
  /** Of the code as it is; empty for addresses without a checksum. */
  codeChecksum: string
  timeout: string
  deps: string
  /** Name of the dependency file; empty: the runtime has none. */
  depsFile: string
  /** Name of the runtime, e.g. `python3.13`. */
  runtimeName: string
  runtime?: Runtime
  version?: RuntimeVersion
  /** What the cluster says about it; empty: nothing. */
  runtimeNote: string
  /** An image of its own: nothing is put into it. */
  hasOwnImage: boolean
  /** The function's fragment completed by that of the configuration, without nulls. */
  fragment: DeploymentFragment
  podFragment: Partial<PodSpec>
  /** The first container of the fragment. */
  ownContainer: Partial<Container>
}

/** Throws a `Refusal` about the first thing that keeps it from running. */
export function readFunction(fn: FunctionObject, config: ControllerConfig): ReadFunction {
  const { metadata } = fn
  const spec: Record<string, unknown> = isRecord(fn.spec) ? fn.spec : {}
  checkName(metadata.name)
  const fragment = fragmentOf(spec['deployment'], config.template)
  const podFragment = fragment.spec?.template?.spec ?? {}
  const ownContainer: Partial<Container> = podFragment.containers?.[0] ?? {}
  const hasOwnImage = !isUnset(ownContainer.image)

  const runtimeName = textOf(spec['runtime'])
  const found = findRuntime(config.images, runtimeName)
  if (!found && !hasOwnImage) throw unknownRuntime(runtimeName, config)
  const handler = textOf(spec['handler'])
  const parts = handlerOf(handler, hasOwnImage)
  const code = textOf(spec['function'])
  if (code === '' && !hasOwnImage)
    throw new Refusal('CodeMissing', 'The function has no code. Write it into spec.function.')
  const contentType = contentTypeOf(textOf(spec['function-content-type']))
  const checksum = checksumOf(textOf(spec['checksum']))
  const codeKey = codeKeyOf(handler, contentType, found?.runtime.fileNameSuffix ?? '')
  const deps = textOf(spec['deps'])
  checkSize(code, deps)
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    labels: { ...textsOf(metadata.labels), ...selectorOf(metadata.name) },
    annotations: annotationsOf(metadata.annotations),
    handler,
    ...(parts && { parts }),
    code,
    codeKey,
    contentType,
    isArchive: isArchive(contentType),
    checksum,
    codeChecksum: checksum || checksumOfCode(code, contentType),
    timeout: timeoutOf(textOf(spec['timeout'])),
    deps,
    depsFile: found?.runtime.depName ?? '',
    runtimeName,
    ...found,
    runtimeNote: config.notes[runtimeName] ?? '',
    hasOwnImage,
    fragment,
    podFragment,
    ownContainer,
  }
}

/** The tightest rule of everything that carries the name: a Service, and a volume with `-deps` behind it. */
function checkName(name: string): void {
  if (/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= 58) return
  throw new Refusal(
    'NameInvalid',
    `The name ${name} does not fit the objects made from it: lower-case letters, digits and -, at most 58, a letter first. Create the function again under another name.`,
  )
}

function fragmentOf(value: unknown, template: DeploymentFragment): DeploymentFragment {
  const own = withoutNulls(value ?? {})
  const fragment = isRecord(own) ? mergeTemplate(own, template) : undefined
  const spec: unknown = fragment?.spec?.template?.spec ?? {}
  const isUsable =
    isRecord(spec) &&
    [spec['containers'], spec['initContainers'], spec['volumes']].every(
      (list) => list === undefined || (Array.isArray(list) && list.every(isRecord)),
    )
  if (fragment && isUsable) return fragment
  throw new Refusal(
    'DeploymentInvalid',
    'spec.deployment is not a part of a Deployment. Correct or remove it.',
  )
}

function unknownRuntime(name: string, { images }: ControllerConfig): Refusal {
  const names = images.flatMap((runtime) => runtime.versions.map(({ version }) => runtime.ID + version))
  const known =
    names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ')
  return new Refusal(
    'RuntimeUnknown',
    `The cluster has no runtime ${name || '(none given)'}. ${names.length > 0 ? `Choose one of: ${known}.` : 'List one in kubeless-config.'}`,
  )
}

function handlerOf(handler: string, hasOwnImage: boolean): HandlerParts | undefined {
  if (handler === '' && hasOwnImage) return undefined
  const parts = parseHandler(handler)
  // Upstream's own images may call what they like, but it becomes part of file names and of commands.
  if (parts && /^[-_a-zA-Z0-9]+$/.test(parts.module) && !/[\s'"`\\]/.test(parts.entry)) return parts
  throw new Refusal(
    'HandlerInvalid',
    `The handler ${JSON.stringify(handler)} is not of the form file.function, for example handler.hello. Correct spec.handler.`,
  )
}

function contentTypeOf(written: string): string {
  if (written === '' || /base64|url|text/.test(written)) return written
  throw new Refusal(
    'ContentTypeUnknown',
    `The content type ${JSON.stringify(written)} says neither text nor base64 nor url. Correct spec.function-content-type.`,
  )
}

function checksumOf(written: string): string {
  if (written === '' || /^sha256:[0-9a-f]{64}$/.test(written)) return written
  throw new Refusal(
    'ChecksumInvalid',
    'The checksum is not sha256: and 64 hexadecimal digits. Correct spec.checksum, or leave it empty.',
  )
}

function timeoutOf(written: string): string {
  if (written === '') return defaultTimeout
  if (/^[1-9][0-9]{0,6}$/.test(written)) return written
  throw new Refusal(
    'TimeoutInvalid',
    `The timeout ${JSON.stringify(written)} is not a whole number of seconds above 0. Correct spec.timeout.`,
  )
}

function checkSize(code: string, deps: string): void {
  const bytes = Buffer.byteLength(code) + Buffer.byteLength(deps)
  if (bytes <= mostSourceBytes - 1024) return
  throw new Refusal(
    'CodeTooLarge',
    `Code and dependencies have ${Math.ceil(bytes / 1024)} KiB together, and a ConfigMap holds 1 MiB. Put the code behind a URL.`,
  )
}

/** What describes the Function object itself is not the children's. */
function annotationsOf(value: unknown): Record<string, string> {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...annotations } = textsOf(value)
  return annotations
}
