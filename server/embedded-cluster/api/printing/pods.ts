/** Rows of pods: what their containers do, in one word. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, listAt, numberAt, objectAt, textAt, valueAt } from '../json.ts'
import type { Printer } from './printer.ts'
import { ageColumn, ageOf, durationOf, nameColumn } from './printer.ts'

export const podPrinter: Printer = {
  columns: [
    nameColumn,
    { name: 'Ready', description: 'Containers that are ready, of all.' },
    { name: 'Status', description: 'What the containers do.' },
    { name: 'Restarts', description: 'How often containers were started again, and when last.' },
    ageColumn,
    { name: 'IP', priority: 1 },
    { name: 'Node', priority: 1 },
    { name: 'Nominated Node', priority: 1 },
    { name: 'Readiness Gates', priority: 1 },
  ],
  cells(pod, now) {
    const { ready, restarts } = countOf(pod, now)
    return [
      pod.metadata.name,
      `${ready}/${listAt(pod, 'spec', 'containers').length}`,
      statusOf(pod),
      restarts,
      ageOf(pod.metadata.creationTimestamp, now),
      textAt(pod, 'status', 'podIP') ?? textAt(listAt(pod, 'status', 'podIPs')[0], 'ip') ?? '<none>',
      textAt(pod, 'spec', 'nodeName') || '<none>',
      textAt(pod, 'status', 'nominatedNodeName') || '<none>',
      '<none>',
    ]
  },
  conditions(pod) {
    const phase = textAt(pod, 'status', 'phase')
    if (phase !== 'Succeeded' && phase !== 'Failed') return undefined
    const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.'
    return { conditions: [{ type: 'Completed', status: 'True', reason: phase, message }] }
  },
}

function countOf(pod: ApiObject, now: Date): { ready: number; restarts: string } {
  const isInitializing = initStatus(pod) !== undefined
  const statuses = listAt(pod, 'status', isInitializing ? 'initContainerStatuses' : 'containerStatuses')
  const ready = listAt(pod, 'status', 'containerStatuses').filter(
    (one) => valueAt(one, 'ready') === true && isObject(valueAt(one, 'state', 'running')),
  ).length
  const count = statuses.reduce<number>((sum, one) => sum + (numberAt(one, 'restartCount') ?? 0), 0)
  const last = Math.max(
    0,
    ...statuses.map((one) => Date.parse(textAt(one, 'lastState', 'terminated', 'finishedAt') ?? '') || 0),
  )
  const restarts =
    count > 0 && last > 0 ? `${count} (${durationOf(now.getTime() - last)} ago)` : String(count)
  return { ready: isInitializing ? 0 : ready, restarts }
}

function statusOf(pod: ApiObject): string {
  const plain = textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase') || ''
  const reason = initStatus(pod) ?? containersStatus(pod, plain)
  if (!pod.metadata.deletionTimestamp) return reason
  if (textAt(pod, 'status', 'reason') === 'NodeLost') return 'Unknown'
  return ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase') ?? '') ? reason : 'Terminating'
}

/** What the init containers are at; undefined when all are done. */
function initStatus(pod: ApiObject): string | undefined {
  const statuses = listAt(pod, 'status', 'initContainerStatuses')
  const total = listAt(pod, 'spec', 'initContainers').length
  for (const [index, one] of statuses.entries()) {
    const terminated = valueAt(one, 'state', 'terminated')
    if (isObject(terminated)) {
      if (numberAt(terminated, 'exitCode') === 0) continue
      return `Init:${endText(terminated)}`
    }
    const waiting = textAt(one, 'state', 'waiting', 'reason')
    if (waiting && waiting !== 'PodInitializing') return `Init:${waiting}`
    return `Init:${index}/${total}`
  }
  return undefined
}

function containersStatus(pod: ApiObject, plain: string): string {
  let reason = plain
  let hasRunning = false
  for (const one of [...listAt(pod, 'status', 'containerStatuses')].reverse()) {
    const waiting = textAt(one, 'state', 'waiting', 'reason')
    const terminated = valueAt(one, 'state', 'terminated')
    if (waiting) reason = waiting
    else if (isObject(terminated)) reason = endText(terminated)
    else if (isRunning(one)) hasRunning = true
  }
  if (reason !== 'Completed' || !hasRunning) return reason
  const isReady = listAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )
  return isReady ? 'Running' : 'NotReady'
}

function isRunning(status: Json): boolean {
  return valueAt(status, 'ready') === true && isObject(objectAt(status, 'state')['running'])
}

function endText(terminated: JsonObject): string {
  const reason = textAt(terminated, 'reason')
  if (reason) return reason
  const signal = numberAt(terminated, 'signal') ?? 0
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`
}
