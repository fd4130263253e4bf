/** What would mend what is broken: a change to the function where that is possible, else a command. */
import type { DiagnosisCheckName, DiagnosisFix } from '../../contract/diagnosis.ts'
import { entriesIn, likeliest } from '../../contract/entries.ts'
import type { Failure } from '../failure.ts'
import { parseHandler } from '../handler.ts'
import type { DiagnosisFacts } from './facts.ts'

const longestTimeout = 900

/** The likeliest first. `brokenAt` is the link that is broken, `failure` what keeps a container down. */
export function fixesFor(
  facts: DiagnosisFacts,
  brokenAt: DiagnosisCheckName | undefined,
  failure: Failure | undefined,
): DiagnosisFix[] {
  const fix = changeFor(facts, brokenAt, failure)
  const commands = brokenAt ? commandsFor(facts, brokenAt, failure) : []
  return fix ? [fix, ...commands] : commands
}

function changeFor(
  facts: DiagnosisFacts,
  brokenAt: DiagnosisCheckName | undefined,
  failure: Failure | undefined,
): DiagnosisFix | undefined {
  const { spec, status } = facts
  if (status.state === 'stopped') return change('Set replicas to 1', { replicas: 1 })
  if (brokenAt === 'handler') return handlerFix(facts)
  if (brokenAt === 'runtime') return runtimeFix(facts)
  const subject = failure?.subject
  if (subject?.type === 'package') return packageFix(facts, subject.name)
  if (subject?.type === 'checksum') return change('Deploy it again, with the checksum of this code', {})
  if (subject?.type === 'memory') {
    const memory = doubled(spec.memory)
    return memory ? change(`Raise the memory limit from ${spec.memory} to ${memory}`, { memory }) : undefined
  }
  if (brokenAt === 'last-call') return callFix(facts)
  return undefined
}

function handlerFix({ spec, runtimeId, fileName }: DiagnosisFacts): DiagnosisFix | undefined {
  if (!spec.contentType.startsWith('text')) return undefined
  const parts = parseHandler(spec.handler)
  const module = parts?.module ?? (fileName.replace(/\.\w+$/, '') || 'handler')
  const names = entriesIn(spec.code, runtimeId)?.names ?? []
  const name = likeliest(parts?.entry ?? spec.handler, names)
  if (name === undefined) return undefined
  const handler = `${/^[\w-]+$/.test(module) ? module : 'handler'}.${name}`
  return handler === spec.handler ? undefined : change(`Change the handler to ${handler}`, { handler })
}

function runtimeFix({ spec, observed }: DiagnosisFacts): DiagnosisFix | undefined {
  const id = spec.runtime.replace(/[\d.].*$/, '')
  const same = (observed.runtimes ?? []).filter((name) => name.replace(/[\d.].*$/, '') === id)
  const runtime = same.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  return runtime ? change(`Use ${runtime}`, { runtime }) : undefined
}

function packageFix({ spec, depsFileName }: DiagnosisFacts, name: string): DiagnosisFix | undefined {
  const deps = depsFileName.endsWith('.json') ? inPackageJson(spec.deps, name) : inLines(spec.deps, name)
  return deps === undefined || depsFileName === ''
    ? undefined
    : change(`Add ${name} to ${depsFileName}`, { deps })
}

function inLines(deps: string, name: string): string | undefined {
  const isThere = deps.split(/\r?\n/).some((line) => line.trim().toLowerCase() === name.toLowerCase())
  if (isThere) return undefined
  return `${deps}${deps === '' || deps.endsWith('\n') ? '' : '\n'}${name}\n`
}

/** Undefined when the text is no package.json: then nothing can be added without losing something. */
function inPackageJson(deps: string, name: string): string | undefined {
  const read = readObject(deps.trim() === '' ? '{}' : deps)
  if (!read) return undefined
  const dependencies = isRecord(read['dependencies']) ? read['dependencies'] : {}
  if (name in dependencies) return undefined
  return `${JSON.stringify({ ...read, dependencies: { ...dependencies, [name]: '*' } }, null, 2)}\n`
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return isRecord(read) ? read : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function callFix({ spec, lastCall }: DiagnosisFacts): DiagnosisFix | undefined {
  const isLate = lastCall?.status === 408 || lastCall?.refusal?.code === 'function_timeout'
  if (!isLate || spec.timeoutSeconds >= longestTimeout) return undefined
  const timeoutSeconds = Math.min(longestTimeout, spec.timeoutSeconds * 2)
  return change(`Raise the timeout from ${spec.timeoutSeconds} to ${timeoutSeconds} seconds`, {
    timeoutSeconds,
  })
}

/** Twice a Kubernetes quantity of memory, in the same unit; undefined for what is none. */
function doubled(quantity: string): string | undefined {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([EPTGMk]i?|Ki|m)?$/.exec(quantity) ?? []
  return number === undefined ? undefined : `${Number(number) * 2}${unit}`
}

function commandsFor(
  { spec: { name, namespace }, observed }: DiagnosisFacts,
  brokenAt: DiagnosisCheckName,
  failure: Failure | undefined,
): DiagnosisFix[] {
  const pod = failure?.pod
  switch (brokenAt) {
    case 'accepted':
      return observed.function.metadata.deletionTimestamp
        ? [
            command('See whether a controller runs', 'kubectl get pods -n kubeless'),
            command(
              'Let go of it without its controller; what was made of it may be left behind',
              `kubectl patch functions.kubeless.io ${name} -n ${namespace} --type merge -p '{"metadata":{"finalizers":null}}'`,
            ),
          ]
        : [
            command(
              'See what the controller said',
              `kubectl describe functions.kubeless.io ${name} -n ${namespace}`,
            ),
          ]
    case 'controller':
      return [
        command('See whether a controller runs', 'kubectl get pods -n kubeless'),
        command('Read its log', 'kubectl logs -n kubeless deployment/kubeless-ui-controller --tail 50'),
      ]
    case 'config-map':
    case 'service':
      return [
        command(
          'Let the controller make it again',
          `kubectl annotate functions.kubeless.io ${name} -n ${namespace} --overwrite kubeless-ui/touched="$(date)"`,
        ),
      ]
    case 'quota':
      return [command('See quotas and limits', `kubectl describe quota,limits -n ${namespace}`)]
    case 'pod':
      return [
        command('See what the nodes have left', 'kubectl describe nodes'),
        ...(pod
          ? [command('See what the scheduler says', `kubectl describe pod ${pod} -n ${namespace}`)]
          : []),
      ]
    case 'runtime':
      return [command('See the runtimes', 'kubectl get configmap kubeless-config -n kubeless -o yaml')]
    case 'image':
    case 'prepare':
    case 'install':
    case 'compile':
    case 'start':
    case 'readiness':
      return pod && failure
        ? [
            command('See what happened to the pod', `kubectl describe pod ${pod} -n ${namespace}`),
            ...(failure.stage === 'image'
              ? []
              : [
                  command(
                    'Read its whole output',
                    `kubectl logs ${pod} -n ${namespace} -c ${failure.container}${failure.isPrevious ? ' --previous' : ''}`,
                  ),
                ]),
          ]
        : []
    default:
      return []
  }
}

function change(label: string, spec: (DiagnosisFix & { type: 'change' })['change']): DiagnosisFix {
  return { type: 'change', label, change: spec }
}

function command(label: string, text: string): DiagnosisFix {
  return { type: 'command', label, command: text }
}
