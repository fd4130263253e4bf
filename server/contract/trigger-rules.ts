/** What can be said against a trigger without asking the cluster, for forms and routes alike. */
import type { ErrorCode, Problem } from './errors.ts'
import { nameProblems, namespaceProblems } from './name-rules.ts'
import { parseSchedule } from './schedule.ts'
import { isStorableText, utf8Bytes } from './text.ts'
import type { HttpTriggerSpec, ScheduleTriggerSpec } from './triggers.ts'

/** The gateways Kubeless knows how to speak to. */
export const gateways = ['nginx', 'traefik', 'kong'] as const

const mostHostCharacters = 253
const mostPathCharacters = 1000
/** It travels in an environment variable of a pod. */
const mostPayloadBytes = 64 * 1024
const mostPayloadDepth = 100

const hostRule = /^(\*\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/
const objectNameRule = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
/** Also what regular expressions of ingress controllers are written with, but nothing that ends a line of their configuration. */
const pathRule = /^\/[A-Za-z0-9\-._~/%+:@,!*()|[\]^$]*$/

/** Everything wrong with an HTTP trigger, in the order of its fields; empty: it can be sent. */
export function problemsWithHttpTrigger(spec: HttpTriggerSpec): Problem[] {
  return [
    ...placeProblems(spec),
    ...hostProblems(spec.host ?? ''),
    ...pathProblems(spec.path ?? '/'),
    ...secretProblems('tlsSecret', spec.tlsSecret ?? ''),
    ...secretProblems('basicAuthSecret', spec.basicAuthSecret ?? ''),
    ...gatewayProblems(spec.gateway ?? ''),
    ...contradictionsIn(spec),
  ]
}

/** Everything wrong with a schedule trigger, in the order of its fields; empty: it can be sent. */
export function problemsWithScheduleTrigger(spec: ScheduleTriggerSpec): Problem[] {
  return [
    ...placeProblems(spec),
    ...scheduleProblems(spec.schedule, spec.timeZone ?? ''),
    ...payloadProblems(spec.payload ?? ''),
  ]
}

/** What an HTTP trigger asks for that cannot be had together. */
export function contradictionsIn({ tls, tlsSecret, basicAuthSecret, gateway }: HttpTriggerSpec): Problem[] {
  const problems: Problem[] = []
  if (tls && tlsSecret)
    problems.push({
      code: 'trigger_contradiction',
      field: 'tlsSecret',
      message: 'It asks for a new certificate and names an existing one.',
      hint: 'Keep one of the two.',
    })
  if (basicAuthSecret && gateway === 'kong')
    problems.push({
      code: 'trigger_contradiction',
      field: 'basicAuthSecret',
      message: 'Gateway kong does not read passwords from a Secret.',
      hint: 'Choose nginx or traefik, or set up the basic-auth plugin of Kong.',
    })
  return problems
}

/** What is wrong with a schedule. */
export function scheduleProblems(schedule: string, timeZone: string): Problem[] {
  if (schedule.trim() === '')
    return [
      {
        code: 'schedule_invalid',
        field: 'schedule',
        message: 'A schedule is required.',
        hint: 'Five fields: minute, hour, day of the month, month, day of the week. 0 8 * * * is every day at 08:00.',
      },
    ]
  const { problem } = parseSchedule(schedule.trim(), timeZone || undefined)
  if (!problem) return []
  if (problem.field === 'timeZone')
    return [
      {
        code: 'time_zone_invalid',
        field: 'timeZone',
        message: `There is no time zone ${JSON.stringify(timeZone.slice(0, 60))}.`,
        hint: 'Use a name such as Europe/Berlin or UTC.',
      },
    ]
  return [
    {
      code: 'schedule_invalid',
      field: 'schedule',
      message: `This schedule cannot be read: ${problem.message}.`,
      hint: schedule.includes('TZ')
        ? 'Put the time zone into its own field.'
        : 'Write five fields (minute, hour, day, month, weekday) such as 0 8 * * *, or @hourly, @daily, @every 10m.',
    },
  ]
}

function placeProblems(spec: { name: string; namespace: string; function: string }): Problem[] {
  return [
    ...nameProblems(spec.name),
    ...namespaceProblems(spec.namespace),
    ...(spec.function === ''
      ? [
          {
            code: 'function_required' as const,
            field: 'function',
            message: 'A trigger needs a function to call.',
            hint: 'Name one of the same namespace.',
          },
        ]
      : objectNameRule.test(spec.function)
        ? []
        : [
            {
              code: 'function_unknown' as const,
              field: 'function',
              message: 'That is not the name of a function.',
              hint: 'Name one of the same namespace.',
            },
          ]),
  ]
}

function hostProblems(host: string): Problem[] {
  const problem = (message: string, hint: string): Problem[] => [
    { code: 'host_invalid', field: 'host', message, hint },
  ]
  if (host === '') return []
  if (/^[0-9.]+$/.test(host) || host.includes('['))
    return problem('A host is a name, not an address.', 'e.g. hello.example.com; empty: every host.')
  if (/[:/]/.test(host))
    return problem('A host is only the name: no http://, port or path.', 'e.g. hello.example.com')
  if (host.length <= mostHostCharacters && hostRule.test(host)) return []
  return problem(
    "A host has only lower-case letters, digits, '-' and '.'.",
    'e.g. hello.example.com, or *.example.com for all names below it.',
  )
}

function pathProblems(path: string): Problem[] {
  const problem = (message: string, hint: string): Problem[] => [
    { code: 'trigger_path_invalid', field: 'path', message, hint },
  ]
  if (!path.startsWith('/')) return problem('The path has to begin with a slash.', 'e.g. /hello')
  if (path.length > mostPathCharacters)
    return problem(`The path is longer than ${mostPathCharacters} characters.`, 'Use a shorter one.')
  const isSteering = path.includes('//') || path.split('/').some((part) => part === '.' || part === '..')
  if (pathRule.test(path) && !isSteering) return []
  return problem(
    'The path holds something that cannot stand in one.',
    'Only letters, digits and - . _ ~ between single slashes; anything else with a percent sign, and no query.',
  )
}

function secretProblems(field: 'tlsSecret' | 'basicAuthSecret', name: string): Problem[] {
  if (name === '' || objectNameRule.test(name)) return []
  return [
    {
      code: 'secret_invalid',
      field,
      message: 'That is not the name of a Secret.',
      hint: 'Name one of the same namespace: kubectl get secrets',
    },
  ]
}

function gatewayProblems(gateway: string): Problem[] {
  if (gateway === '' || (gateway.length <= 63 && objectNameRule.test(gateway))) return []
  return [
    {
      code: 'gateway_invalid',
      field: 'gateway',
      message: 'That is not the name of a gateway.',
      hint: `Kubeless knows ${gateways.join(', ')}; empty leaves it to the cluster.`,
    },
  ]
}

function payloadProblems(payload: string): Problem[] {
  const problem = (code: ErrorCode, message: string, hint: string): Problem[] => [
    { code, field: 'payload', message, hint },
  ]
  if (payload.trim() === '') return []
  if (utf8Bytes(payload) > mostPayloadBytes)
    return problem('payload_too_large', 'The payload is larger than 64 KB.', 'Let the function fetch it.')
  if (!isStorableText(payload))
    return problem('payload_invalid', 'The payload holds characters that are not text.', 'Take them out.')
  if (depthOf(payload) > mostPayloadDepth)
    return problem('payload_invalid', 'The payload is nested too deeply.', 'Keep it under 100 levels.')
  try {
    JSON.parse(payload)
    return []
  } catch {
    return problem(
      'payload_invalid',
      'The payload is not JSON.',
      'e.g. {"name": "Zoe"}; a text stands in double quotes. Empty: the function is called without a body.',
    )
  }
}

/** How deeply lists and objects are nested, before anybody builds them. */
function depthOf(json: string): number {
  let depth = 0
  let deepest = 0
  for (const [mark] of json.replace(/"(\\.|[^"\\])*"/g, '').matchAll(/[[\]{}]/g)) {
    depth += mark === '[' || mark === '{' ? 1 : -1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}
