/**
 * What will become of a call, said before it is made, in the words of the request panel and of the API alike. Pure. The rules
 * are a table, `warning-rules.ts`; here a call is read for them.
 */
import type { EnvVariable, FunctionServer } from './functions.ts'
import type { InvocationRequest } from './invocations.ts'
import { utf8Bytes } from './text.ts'
import { warningRules } from './warning-rules.ts'

/** A call, and who would take it. */
export interface CallAhead {
  request: Pick<InvocationRequest, 'method' | 'path' | 'headers' | 'body' | 'bodyEncoding'>
  /** Absent: nothing is known of it, and only what holds everywhere is said. */
  server?: FunctionServer
  timeoutSeconds: number
  env: readonly EnvVariable[]
  /** Names of variables whose value nobody here knows. */
  envFromElsewhere: readonly string[]
}

/** One sentence: what will happen, and what to do instead. */
export interface CallWarning {
  id: string
  text: string
  /** It is the server's way, whatever is sent. */
  isLasting: boolean
}

/** In the order of the table; empty: nothing about the call is surprising. */
export function warningsBefore(ahead: CallAhead): CallWarning[] {
  const call = readCall(ahead)
  return warningRules
    .filter(({ of, when = () => true }) => of(ahead.server) && when(call))
    .map(({ id, says, isLasting = false }) => ({ id, text: says(call), isLasting }))
}

/** What the rules look at. */
export interface ReadCall {
  method: InvocationRequest['method']
  /** Before the question mark. */
  path: string
  hasQuery: boolean
  /** Exactly as it is sent; empty when there is none. */
  contentType: string
  /** In lower case, without parameters. */
  mediaType: string
  /** Empty when nothing is sent. */
  body: string
  /** As they arrive. */
  bodyBytes: number
  /** Text was typed that this method does not send. */
  hasUnsentBody: boolean
  isText: boolean
  server?: FunctionServer
  timeoutSeconds: number
  /** The variable as a number, `fallback` when it is not set; undefined when its value is not known. */
  setting(name: string, fallback: number): number | undefined
}

function readCall({ request, server, timeoutSeconds, env, envFromElsewhere }: CallAhead): ReadCall {
  const { method, path = '/', headers = {}, body: typed = '', bodyEncoding = 'utf8' } = request
  const [pathname = '/', ...query] = path.split('?')
  const sendsBody = method !== 'GET' && method !== 'HEAD'
  const body = sendsBody ? typed : ''
  const named = Object.entries(headers)
    .find(([name]) => name.toLowerCase() === 'content-type')?.[1]
    .trim()
  const contentType = named ?? (body === '' ? '' : 'text/plain')
  return {
    method,
    path: pathname,
    hasQuery: query.length > 0,
    contentType,
    mediaType: (contentType.split(';')[0] ?? '').trim().toLowerCase(),
    body,
    bodyBytes: bodyEncoding === 'base64' ? (body.replace(/=+$/, '').length * 3) / 4 : utf8Bytes(body),
    hasUnsentBody: !sendsBody && typed !== '',
    isText: bodyEncoding === 'utf8',
    ...(server && { server }),
    timeoutSeconds,
    setting(name, fallback) {
      if (envFromElsewhere.includes(name)) return undefined
      const value = env.find((variable) => variable.name === name)?.value
      return value === undefined || value === '' ? fallback : Number(value)
    },
  }
}
