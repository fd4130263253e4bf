/** What only Kubeless's own images do with a call. */
import type { WarningRule } from './warning-rules.ts'
import {
  anyNode,
  isExactlyJson,
  isLargerThan,
  isNotJson,
  isOwnPath,
  kubeless,
  mebibyte,
  memfileLimit,
  nameOf,
  ownPathWords,
  proxied,
  reads,
  tooLarge,
} from './warning-words.ts'

export const imageWarnings: readonly WarningRule[] = [
  {
    id: 'own-path-any-method',
    of: kubeless('go', ...proxied),
    when: isOwnPath,
    says: ownPathWords,
  },
  {
    id: 'not-json-500',
    of: kubeless('python', ...anyNode, 'dotnetcore'),
    when: (call) => isExactlyJson(call) && isNotJson(call),
    says: (call) =>
      `The body is not JSON, so ${nameOf(call)} answers 500 and the function is not called: mend it, or send it as text.`,
  },
  {
    id: 'not-json-200',
    of: kubeless('ruby'),
    when: (call) => isExactlyJson(call) && isNotJson(call),
    says: (call) =>
      `The body is not JSON, so ${nameOf(call)} sends an error page with status 200 and the function is not called: mend it, or send it as text.`,
  },
  {
    id: 'not-json-null',
    of: kubeless('php'),
    when: (call) => isExactlyJson(call) && isNotJson(call),
    says: (call) =>
      `The body is not JSON, so ${nameOf(call)} calls the function with null in its place: mend it, or send it as text.`,
  },
  {
    id: 'too-large-json',
    of: kubeless('python'),
    when: (call) => isExactlyJson(call) && isLargerThan(call, memfileLimit(call)),
    says: tooLarge,
  },
  {
    id: 'too-large-nginx',
    of: kubeless('php'),
    when: (call) => isLargerThan(call, mebibyte),
    says: (call) =>
      `The body is larger than 1 MB, so the function is not called and ${nameOf(call)} sends a page about it with status 200: send less.`,
  },
  {
    id: 'method-405',
    of: kubeless('python'),
    when: ({ method }) => method === 'PUT' || method === 'OPTIONS',
    says: (call) =>
      `${nameOf(call, true)} answers ${call.method} with 405, and the function is not called: use GET, POST, PATCH or DELETE.`,
  },
  {
    id: 'method-405-dotnet',
    of: kubeless('dotnetcore'),
    when: ({ method }) => method === 'HEAD' || method === 'OPTIONS',
    says: (call) =>
      `${nameOf(call, true)} does not hand ${call.method} to the function: use GET, POST, PUT, PATCH or DELETE.`,
  },
  {
    id: 'method-200',
    of: kubeless('ruby'),
    when: ({ method }) => ['PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method),
    says: (call) =>
      `${nameOf(call, true)} does not hand ${call.method} to the function, and sends an error page with status 200: use GET or POST.`,
  },
  {
    id: 'preflight',
    of: (server) => kubeless(...anyNode)(server) || (kubeless('go')(server) && server?.version !== '1.10'),
    when: ({ method }) => method === 'OPTIONS',
    says: (call) =>
      `${nameOf(call, true)} answers OPTIONS by itself, and the function is not called: use another method.`,
  },
  {
    id: 'path-dropped',
    of: kubeless(...proxied),
    when: ({ path, hasQuery }) => path !== '/' || hasQuery,
    says: (call) =>
      `${nameOf(call, true)} drops path and query, and the function never sees them: send what it needs in the body.`,
  },
  {
    id: 'path-404',
    of: (server) =>
      kubeless('dotnetcore')(server) ||
      (kubeless('python')(server) && /^(2\.7|3\.4)$/.test(server?.version ?? '')),
    when: (call) => call.path !== '/' && !(reads(call) && isOwnPath(call)),
    says: (call) =>
      `${nameOf(call, true)} answers 404 for every path but /: put what the function needs into the query or the body.`,
  },
  {
    id: 'line-breaks',
    of: kubeless('java', 'jvm'),
    when: ({ body, isText }) => isText && /[\r\n]/.test(body),
    says: (call) =>
      `${nameOf(call, true)} takes every line break out of the body: write them in another way if they matter.`,
  },
  {
    id: 'errors-are-200',
    of: kubeless(...proxied),
    says: (call) =>
      `${nameOf(call, true)} answers 200 even when the function fails, and drops the status and headers it sets: look at the body and the log.`,
    isLasting: true,
  },
  {
    id: 'timeout-restarts',
    of: kubeless('go', ...proxied),
    says: ({ timeoutSeconds }) =>
      `After ${timeoutSeconds} s a call is answered 408 and a second later the process ends, with every other call in it: raise the timeout if the function needs longer.`,
    isLasting: true,
  },
  {
    id: 'timeout-of-loops',
    of: kubeless(...anyNode),
    says: ({ timeoutSeconds }) =>
      `Only code that blocks is stopped after ${timeoutSeconds} s, and the whole process with it; a promise that never settles is not: set time limits in the function.`,
    isLasting: true,
  },
  {
    id: 'timeout-not-kept',
    of: kubeless('java', 'jvm'),
    says: ({ timeoutSeconds }) =>
      `Nothing stops the function after its timeout of ${timeoutSeconds} s, though nobody waits any longer: set time limits in the function.`,
    isLasting: true,
  },
  {
    id: 'panic-ends',
    of: kubeless('go'),
    says: () =>
      'A panic ends the process without an answer, and the pod restarts: return an error, which is answered 500.',
    isLasting: true,
  },
  {
    id: 'exception-silent',
    of: kubeless('jvm'),
    says: () => 'An exception gets no answer at all: catch it in the function and return what happened.',
    isLasting: true,
  },
]
