/** The links of the chain from a Function to its answer, each with what it is concluded from. */
import type { DiagnosisCheck, DiagnosisCheckName, DiagnosisVerdict } from '../../contract/diagnosis.ts'
import { entriesIn, surelyLacks } from '../../contract/entries.ts'
import type { Rollout, RolloutStepName } from '../../contract/rollout.ts'
import { ownFragment } from '../details.ts'
import type { Failure } from '../failure.ts'
import { isArchive, parseHandler } from '../handler.ts'
import type { EventObject } from '../objects.ts'
import { functionPods, isReady, newestReplicaSet } from '../pods.ts'
import { findFailure, forbiddenIn, runsWhatIsStored } from '../status.ts'
import { sentence } from './diagnosis.ts'
import type { DiagnosisFacts, LastCall } from './facts.ts'

type Finding = Omit<DiagnosisCheck, 'name' | 'evidence'> & { evidence?: string[] }

const mostEvidence = 20

/** All of them, in their order. What comes after a broken link is not judged by what it once was. */
export function checksOf(facts: DiagnosisFacts): DiagnosisCheck[] {
  const failure = failureIn(facts)
  const findings: Record<DiagnosisCheckName, Finding> = {
    accepted: ofAcceptance(facts),
    runtime: ofRuntime(facts),
    handler: ofHandler(facts, failure),
    controller: ofController(facts),
    'config-map': ofConfigMap(facts),
    deployment: ofDeployment(facts),
    'replica-set': ofReplicaSet(facts),
    quota: ofQuota(facts),
    pod: ofPod(facts),
    image: ofStep(facts, 'image', 'Its image is there.', 'Its image is being fetched.'),
    prepare: ofStep(facts, 'prepare', 'The code is in the pod.', 'The code is being brought into the pod.'),
    install: ofStep(facts, 'install', 'Its dependencies are installed.', 'They are being installed.'),
    compile: ofStep(facts, 'compile', 'The code is compiled.', 'It is being compiled.'),
    start: ofStep(facts, 'start', 'Its process runs.', 'Its process is being started.'),
    readiness: ofStep(facts, 'ready', readyWords(facts), 'It does not answer its health check yet.'),
    service: ofService(facts),
    'last-call': ofLastCall(facts),
  }
  return Object.entries(findings).map(([name, { evidence = [], ...finding }]) => ({
    // The keys are those of the record above.
    name: name as DiagnosisCheckName,
    ...finding,
    evidence: evidence.slice(-mostEvidence),
  }))
}

/** What keeps the newest version down. */
export function failureIn({ observed, status }: DiagnosisFacts): Failure | undefined {
  return status.state === 'failing' && isTakenOver(observed) ? findFailure(observed) : undefined
}

function isTakenOver({ function: fn, deployment }: DiagnosisFacts['observed']): boolean {
  return deployment !== undefined && runsWhatIsStored(fn, deployment)
}

function ofAcceptance({ observed: { function: fn, events } }: DiagnosisFacts): Finding {
  const { metadata, status } = fn
  if (metadata.deletionTimestamp)
    return {
      verdict: 'bad',
      finding: 'It is being deleted.',
      evidence: [
        `deletionTimestamp: ${metadata.deletionTimestamp}`,
        ...(metadata.finalizers ?? []).map((name) => `finalizer: ${name}`),
      ],
    }
  const refused = status?.conditions?.find(
    ({ type, status: value, observedGeneration }) =>
      type === 'Accepted' &&
      value === 'False' &&
      (observedGeneration === undefined || observedGeneration === metadata.generation),
  )
  const complaints = events.filter(({ involvedObject }) => involvedObject.kind === 'Function').map(lineOf)
  if (refused)
    return {
      verdict: 'bad',
      finding: sentence(`The controller refuses it: ${refused.message ?? refused.reason ?? ''}`),
      evidence: [`condition Accepted: False (${refused.reason ?? ''})`, ...complaints],
    }
  const accepted = status?.conditions?.find(
    ({ type, status: value }) => type === 'Accepted' && value === 'True',
  )
  return {
    verdict: 'good',
    finding: accepted ? 'It is stored, and the controller has accepted it.' : 'It is stored.',
    evidence: complaints,
  }
}

function ofRuntime({ observed: { runtimes, function: fn }, spec }: DiagnosisFacts): Finding {
  if (!runtimes)
    return { verdict: 'unknown', finding: 'Which runtimes the cluster has cannot be read (kubeless-config).' }
  if (runtimes.includes(spec.runtime)) return { verdict: 'good', finding: `The cluster has ${spec.runtime}.` }
  return {
    // With an image of its own it needs none of the list.
    verdict: ownFragment(fn)?.image ? 'good' : 'bad',
    finding: `The cluster has no runtime ${spec.runtime || '(none given)'}.`,
    evidence: [`runtimes: ${runtimes.slice(0, 30).join(', ')}`],
  }
}

function ofHandler({ spec, runtimeId, fileName }: DiagnosisFacts, failure: Failure | undefined): Finding {
  const parts = parseHandler(spec.handler)
  if (!parts)
    return {
      verdict: 'bad',
      finding: `The handler ${JSON.stringify(spec.handler)} is not of the form file.function.`,
    }
  if (failure?.subject?.type === 'handler')
    return { verdict: 'bad', finding: failure.reason, evidence: linesOf(failure.evidence) }
  if (isArchive(spec.contentType) || !spec.contentType.startsWith('text'))
    return { verdict: 'unknown', finding: 'The code is not text, so it is not known which functions it has.' }
  const entries = entriesIn(spec.code, runtimeId)
  if (!entries) return { verdict: 'unknown', finding: `${spec.handler} is well-formed.` }
  if (entries.names.includes(parts.entry) || entries.isAnything)
    return { verdict: 'good', finding: `${fileName || 'The code'} has the function ${parts.entry}.` }
  if (!surelyLacks(spec.code, runtimeId, parts.entry))
    return {
      verdict: 'unknown',
      finding: `Whether ${fileName || 'the code'} has a function ${parts.entry} cannot be told from its text.`,
    }
  return {
    verdict: 'bad',
    finding: `${fileName || 'The code'} has no function ${parts.entry}.`,
    evidence: [
      entries.names.length > 0 ? `functions in it: ${entries.names.join(', ')}` : 'no function in it',
    ],
  }
}

function ofController(facts: DiagnosisFacts): Finding {
  const { observed, controller, status } = facts
  const { evidence } = controller
  if (observed.function.metadata.deletionTimestamp && status.hint)
    return { verdict: 'bad', finding: status.reason, evidence }
  if (isTakenOver(observed))
    return { verdict: 'good', finding: 'The controller has acted on the stored version.', evidence }
  if (controller.state === 'absent')
    return { verdict: 'bad', finding: 'No controller runs that would deploy it.', evidence }
  if (isRefused(observed)) return { verdict: 'good', finding: 'A controller has looked at it.', evidence }
  if (isBad(ofRuntime(facts)) || !parseHandler(facts.spec.handler))
    return { verdict: 'waiting', finding: 'No controller would deploy it as it is.', evidence }
  if (status.state === 'failing') return { verdict: 'bad', finding: status.reason, evidence }
  return controller.state === 'running'
    ? { verdict: 'waiting', finding: 'A controller runs, and is about to act.', evidence }
    : { verdict: 'unknown', finding: 'Whether a controller runs cannot be seen yet.', evidence }
}

function isRefused({ function: fn, events }: DiagnosisFacts['observed']): boolean {
  return (
    (fn.status?.conditions?.some(({ type, status }) => type === 'Accepted' && status === 'False') ?? false) ||
    events.some(({ involvedObject }) => involvedObject.kind === 'Function')
  )
}

function ofConfigMap({ observed, hasConfigMap, spec }: DiagnosisFacts): Finding {
  if (hasConfigMap === true) return { verdict: 'good', finding: `ConfigMap ${spec.name} holds the code.` }
  if (hasConfigMap === undefined)
    return { verdict: 'unknown', finding: 'Whether its ConfigMap is there may not be read.' }
  return observed.deployment
    ? { verdict: 'bad', finding: `Its ConfigMap ${spec.name} is gone: no new pod can start.` }
    : { verdict: 'waiting', finding: 'It has not been made yet.' }
}

function ofDeployment({ observed, status }: DiagnosisFacts): Finding {
  const { deployment } = observed
  if (!deployment) return { verdict: 'waiting', finding: 'There is no Deployment yet.' }
  const evidence = (deployment.status?.conditions ?? []).map(
    ({ type, status: value, reason, message }) =>
      `condition ${type}: ${value} (${reason ?? ''}) ${message ?? ''}`,
  )
  if (!isTakenOver(observed))
    return { verdict: 'waiting', finding: 'It still is of the version before.', evidence }
  return status.wanted === 0
    ? { verdict: 'bad', finding: 'It is scaled to zero, so nothing answers.', evidence }
    : {
        verdict: 'good',
        finding: `It asks for ${count(status.wanted, 'pod')} of the stored version.`,
        evidence,
      }
}

function ofReplicaSet({ observed, status }: DiagnosisFacts): Finding {
  const newest = newestReplicaSet(observed.replicaSets, observed.deployment)
  if (newest && isTakenOver(observed))
    return { verdict: 'good', finding: `ReplicaSet ${newest.metadata.name} is of the stored version.` }
  // Without the right to see ReplicaSets pods say the same.
  return status.state === 'ready'
    ? { verdict: 'unknown', finding: 'Its ReplicaSet cannot be seen.' }
    : { verdict: 'waiting', finding: 'There is no ReplicaSet of the stored version yet.' }
}

function ofQuota(facts: DiagnosisFacts): Finding {
  const { observed } = facts
  const forbidden = isTakenOver(observed) ? forbiddenIn(observed) : undefined
  if (forbidden) return { verdict: 'bad', finding: forbidden.reason, evidence: [forbidden.evidence] }
  if (!isTakenOver(observed)) return { verdict: 'waiting', finding: 'No pod has been asked for yet.' }
  const isMade = stepOf(facts, 'pod')?.state === 'done'
  return isMade
    ? { verdict: 'good', finding: 'Quotas and policies let its pods be made.' }
    : { verdict: 'waiting', finding: 'Nothing has been refused so far.' }
}

function ofPod(facts: DiagnosisFacts): Finding {
  const { observed, status } = facts
  if (status.wanted === 0) return { verdict: 'skipped', finding: 'None is wanted.' }
  const pods = functionPods(observed.pods)
  const evidence = pods.map(({ metadata, status: of }) => {
    const restarts = of?.containerStatuses?.reduce((sum, { restartCount }) => sum + restartCount, 0) ?? 0
    return `${metadata.name}: ${of?.phase ?? '?'}, restarts ${restarts}${metadata.deletionTimestamp ? ', going' : ''}`
  })
  return {
    ...ofStep(facts, 'pod', 'Its pod has a place.', 'Its pod is being made.'),
    evidence: [...evidence, ...podEvents(facts, /^(FailedScheduling|Evicted|Preempted)$/)],
  }
}

function ofStep(facts: DiagnosisFacts, name: RolloutStepName, done: string, running: string): Finding {
  const step = stepOf(facts, name)
  if (!step || step.state === 'skipped')
    return { verdict: 'skipped', finding: 'This function has no such step.' }
  if (step.state === 'waiting') return { verdict: 'waiting', finding: 'It has not come to that yet.' }
  const where = step.container && step.pod ? { container: step.container, pod: step.pod } : {}
  if (step.state === 'done') return { verdict: 'good', finding: done, ...where }
  if (step.state === 'running')
    return { verdict: 'waiting', finding: step.why ? `${running} ${step.why}` : running, ...where }
  const { reason, evidence } = facts.status
  return {
    verdict: 'bad',
    finding: failureIn(facts)?.reason ?? reason,
    ...where,
    evidence: [...podEvents(facts, /./), ...linesOf(evidence)],
  }
}

function ofService({ service, spec, observed, status }: DiagnosisFacts): Finding {
  if (!service)
    return observed.deployment
      ? { verdict: 'bad', finding: `There is no Service ${spec.name}, so nothing can call it.` }
      : { verdict: 'waiting', finding: 'There is no Service yet.' }
  const selector = Object.entries(service.spec?.selector ?? {})
  const ready = observed.pods.filter(isReady)
  const behind = ready.filter(({ metadata }) =>
    selector.every(([key, value]) => metadata.labels?.[key] === value),
  )
  const evidence = [
    `selector: ${selector.map(([key, value]) => `${key}=${value}`).join(', ')}`,
    `ports: ${(service.spec?.ports ?? []).map(({ port, targetPort }) => `${port} to ${targetPort ?? port}`).join(', ')}`,
  ]
  if (behind.length > 0)
    return { verdict: 'good', finding: `It leads to ${count(behind.length, 'ready pod')}.`, evidence }
  if (ready.length > 0)
    return {
      verdict: 'bad',
      finding: `The Service ${spec.name} does not lead to its ready pods: the selector is not theirs.`,
      evidence,
    }
  return {
    verdict: status.state === 'failing' || status.state === 'starting' ? 'waiting' : 'unknown',
    finding: 'There is no ready pod it could lead to.',
    evidence,
  }
}

function ofLastCall({ lastCall: call, rollout, status: { state } }: DiagnosisFacts): Finding {
  if (!call)
    return { verdict: 'unknown', finding: 'No call has been made from here since the server started.' }
  const time = call.at.slice(11, 19)
  if (isOfAnother(call, rollout))
    return { verdict: 'unknown', finding: `The last call (${time}) was answered by another version.` }
  const hasRecovered = state === 'ready' && /^no(t_deployed|_ready_pod)$/.test(call.refusal?.code ?? '')
  if (call.refusal)
    return {
      verdict: hasRecovered ? 'unknown' : 'bad',
      finding: `The last call (${time}) got no answer: ${call.refusal.message}`,
      evidence: linesOf(call.output),
    }
  const status = call.status ?? 0
  if (status < 400)
    return { verdict: 'good', finding: `The last call (${time}) was answered with ${status}.` }
  return {
    verdict: status >= 500 || status === 408 ? 'bad' : 'unknown',
    finding: `The last call (${time}) was answered with ${status}${call.reason ? `: ${call.reason}` : '.'}`,
    evidence: linesOf(call.output),
    ...(call.pod && { pod: call.pod }),
  }
}

/** Whether that call says nothing about the stored version. */
function isOfAnother({ at, checksum }: LastCall, { checksum: stored, savedAt }: Rollout): boolean {
  if (checksum && stored && checksum !== stored) return true
  return Date.parse(at) < Date.parse(savedAt)
}

function readyWords({ status }: DiagnosisFacts): string {
  return `${status.ready} of ${count(status.wanted, 'pod')} answer${status.ready === 1 ? 's' : ''}.`
}

function stepOf({ rollout }: DiagnosisFacts, name: RolloutStepName) {
  return rollout.steps.find((step) => step.name === name)
}

function podEvents({ observed }: DiagnosisFacts, reasons: RegExp): string[] {
  return observed.events
    .filter(({ involvedObject, reason }) => involvedObject.kind === 'Pod' && reasons.test(reason ?? ''))
    .slice(-8)
    .map(lineOf)
}

function lineOf({ lastTimestamp, eventTime, reason, message }: EventObject): string {
  return `${(lastTimestamp ?? eventTime ?? '').slice(11, 19)} ${reason ?? ''}: ${(message ?? '').slice(0, 500)}`.trim()
}

function linesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-12)
    .map((line) => line.slice(0, 500))
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Whether a link is broken. */
export function isBad({ verdict }: { verdict: DiagnosisVerdict }): boolean {
  return verdict === 'bad'
}
