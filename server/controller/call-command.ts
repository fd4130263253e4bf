/** What a scheduled Job runs to call its function, as Kubeless's own triggers call (Kubeless reference §2.12 and §4.2). */
import type { Container } from '../functions/objects.ts'

export interface ScheduledCall {
  url: string
  /** Sent as JSON; null or undefined: the call is a GET. */
  payload: unknown
  timeoutSeconds: number
}

/** The command and its environment: our own entry point where the provision image is ours, else upstream's curl. */
export function callCommand(
  provisionCommand: string[] | undefined,
  { url, payload, timeoutSeconds }: ScheduledCall,
): Pick<Container, 'command' | 'args' | 'env'> {
  const hasPayload = payload !== undefined && payload !== null
  const env = [
    { name: 'CALL_EVENT_ID', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.uid' } } },
    { name: 'CALL_URL', value: url },
    { name: 'CALL_TIMEOUT', value: String(timeoutSeconds) },
    ...(hasPayload ? [{ name: 'CALL_PAYLOAD', value: literal(JSON.stringify(payload)) }] : []),
  ]
  return provisionCommand
    ? { command: callEntryPoint(provisionCommand), env }
    : { command: ['/bin/sh', '-c'], args: [curlCommand(hasPayload)], env }
}

/** Our image brings both: what prepares a pod, and beside it what calls a function. */
function callEntryPoint(provisionCommand: string[]): string[] {
  return provisionCommand.map((word) => word.replace(/(^|\/)prepare(\.\w+)$/, '$1call$2'))
}

/** The payload comes from the environment, so that no quote in it ends the command; a refused call fails the Job. */
function curlCommand(hasPayload: boolean): string {
  return [
    'curl -fsSL --max-time "$CALL_TIMEOUT"',
    '-H "Event-Id: $CALL_EVENT_ID"',
    '-H "Event-Time: $(date --rfc-3339=seconds --utc)"',
    '-H "Event-Namespace: cronjobtrigger.kubeless.io"',
    '-H "Event-Type: application/json"',
    '-H "Content-Type: application/json"',
    ...(hasPayload ? ['--data-raw "$CALL_PAYLOAD"'] : []),
    '"$CALL_URL"',
  ].join(' ')
}

/** Kubernetes would put variables in place of `$(NAME)`. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$')
}
