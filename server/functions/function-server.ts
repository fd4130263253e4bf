/** Which HTTP server takes the calls of a function: told by what its container is made of, never by its runtime's name. */
import type { FunctionServer } from '../contract/functions.ts'
import { ownFragment } from './details.ts'
import type { Container, Deployment, FunctionObject } from './objects.ts'
import { ownContainer } from './pods.ts'
import type { PhaseImage } from './runtime-images.ts'

/**
 * The server of the Deployment there is; before there is one, that of the Function's own image or of what
 * `kubeless-config` names for its runtime. Undefined for images we know nothing of.
 */
export function serverOf(
  { metadata, spec }: Pick<FunctionObject, 'metadata' | 'spec'>,
  deployment: Deployment | undefined,
  configured: Pick<PhaseImage, 'image' | 'command'> | undefined,
): FunctionServer | undefined {
  const container =
    ownContainer(deployment?.spec?.template.spec, metadata.name) ?? toCome({ metadata, spec }, configured)
  // While a change of the runtime is on its way the pods still say the old one.
  const runtime = container.env?.find(({ name }) => name === 'FUNC_RUNTIME')?.value ?? spec?.runtime ?? ''
  const [, id = '', version = ''] = /^([a-zA-Z_-]*).*?([0-9.]*)$/.exec(runtime) ?? []
  if (isShim(container)) return { kind: 'shim', language: id, version }
  const language = languageOfImage(container)
  return language === undefined ? undefined : { kind: 'kubeless', language, version }
}

type Started = Pick<Container, 'image' | 'command' | 'args' | 'env'>

function toCome(
  fn: Pick<FunctionObject, 'metadata' | 'spec'>,
  configured: Pick<PhaseImage, 'image' | 'command'> | undefined,
): Started {
  const own = ownFragment({ apiVersion: '', kind: '', ...fn })
  if (own?.image) return { image: own.image, command: own.command, args: own.args }
  return { image: configured?.image, command: configured?.command ? [configured.command] : undefined }
}

/** Our command line, which `kubeless-config` brings and the controller puts into the pod. */
function isShim({ command = [] }: Started): boolean {
  return command.some((word) => word.includes('$KUBELESS_INSTALL_VOLUME/.shim/'))
}

/** Kubeless's images start by themselves; one that is given a command is no longer known. */
function languageOfImage({ image = '', command, args }: Started): string | undefined {
  if (command?.length || args?.length) return undefined
  const repository = image.replace(/@.*$/, '').replace(/:[^/]*$/, '')
  return kubelessImages.find(([name]) => repository === name || repository.endsWith(`/${name}`))?.[1]
}

/** Repositories of the runtime images of Kubeless 1.0.0-alpha.7 to 1.0.8, and the ID of what they run (Kubeless reference, appendix A). */
const kubelessImages: readonly (readonly [repository: string, language: string])[] = [
  ['kubeless/python', 'python'],
  ['kubeless/nodejs', 'nodejs'],
  ['kubeless/nodejs-distroless', 'nodejs_distroless'],
  ['henrike42/kubeless/runtimes/nodejs/distroless', 'nodejs_distroless'],
  ['andresmgot/nodejs-ce', 'nodejsCE'],
  ['kubeless/ruby', 'ruby'],
  ['kubeless/php', 'php'],
  ['kubeless/go', 'go'],
  ['kubeless/java', 'java'],
  ['caraboides/jvm', 'jvm'],
  ['oscardovao/vertx', 'vertx'],
  ['ballerina/kubeless-ballerina', 'ballerina'],
  ['allantargino/kubeless-dotnetcore', 'dotnetcore'],
  ['lennartquerter/kubless_runtime_dotnetcore22', 'dotnetcore'],
  ['lorenzoangelini3/kubeless-runtime-dotnetcore31', 'dotnetcore'],
]
