/** What the cluster says when it does not let pods be made, and what to do about each kind of rule. */
import { sentence } from './diagnosis/diagnosis.ts'

export interface Forbidden {
  rule: 'quota' | 'limit-range' | 'pod-security' | 'other'
  reason: string
  hint: string
  evidence: string
}

/** `message` as of a `FailedCreate` event or a `ReplicaFailure` condition. */
export function readForbidden(message: string): Forbidden {
  const text = message.replace(/^Error creating: /, '')
  const evidence = message
  const quota = /exceeded quota: ([^,]+), requested: (.+), used: (.+), limited: (.+)$/.exec(text)
  if (quota)
    return {
      rule: 'quota',
      reason: sentence(
        `The quota ${quota[1]} of its namespace is used up: it asks for ${quota[2]}, ${quota[3]} is in use, ${quota[4]} is allowed`,
      ),
      hint: 'Ask for less in the settings, delete what is not needed, or have the quota raised.',
      evidence,
    }
  const unlimited = /failed quota: ([^:]+): must specify (.+?)(?: for: .*)?$/.exec(text)
  if (unlimited)
    return {
      rule: 'quota',
      reason: sentence(`The quota ${unlimited[1]} of its namespace wants every pod to say ${unlimited[2]}`),
      hint: 'Set CPU and memory in the settings.',
      evidence,
    }
  const range =
    /((?:maximum|minimum) (?:cpu|memory) usage per (?:Container|Pod) is [^,.]+(?:, but (?:limit|request) is [^,.]+)?)/.exec(
      text,
    )
  if (range)
    return {
      rule: 'limit-range',
      reason: sentence(`A limit range of its namespace forbids its pods: ${range[1]}`),
      hint: 'Change CPU and memory in the settings so that they fit.',
      evidence,
    }
  const security = /violates PodSecurity "([^"]+)"/.exec(text)
  if (security)
    return {
      rule: 'pod-security',
      reason: `The pod security level ${security[1]} of its namespace forbids its pods.`,
      hint: 'Use another namespace, or have its label pod-security.kubernetes.io/enforce changed.',
      evidence,
    }
  return {
    rule: 'other',
    reason: sentence(`The cluster does not let its pods be made: ${text}`),
    hint: 'A quota, a pod security level or an admission policy of the namespace forbids it.',
    evidence,
  }
}
