/** What our shims do with a call, and what Kubeless's own images do alike. */
import type { WarningRule } from './warning-rules.ts'
import {
  anyNode,
  dataOf,
  either,
  isExactlyJson,
  isJsonType,
  isLargerThan,
  isNotJson,
  isOwnPath,
  jsonUnparsed,
  kubeless,
  memfileLimit,
  nameOf,
  nodeLimit,
  ownPathWords,
  reads,
  refusesJson,
  shim,
  sizeWords,
  tooLarge,
} from './warning-words.ts'

export const shimWarnings: readonly WarningRule[] = [
  {
    id: 'own-path',
    of: (server) => shim()(server) || kubeless('python', ...anyNode)(server),
    when: (call) => reads(call) && isOwnPath(call),
    says: ownPathWords,
  },
  {
    id: 'not-json',
    of: shim('python', 'ruby', 'php'),
    when: (call) => isExactlyJson(call) && isNotJson(call),
    says: refusesJson,
  },
  {
    id: 'not-json-node',
    of: shim('nodejs'),
    when: (call) => call.mediaType === 'application/json' && isNotJson(call),
    says: refusesJson,
  },
  {
    id: 'json-not-parsed',
    of: either('python', 'ruby', 'php'),
    when: ({ body, mediaType, contentType }) =>
      body !== '' && contentType !== 'application/json' && isJsonType(mediaType),
    says: jsonUnparsed,
  },
  {
    id: 'json-like-not-parsed',
    of: either('nodejs'),
    when: ({ body, mediaType }) => body !== '' && mediaType !== 'application/json' && isJsonType(mediaType),
    says: jsonUnparsed,
  },
  {
    id: 'form',
    of: either('python', 'nodejs', 'ruby', 'php', 'go'),
    when: ({ body, mediaType }) => body !== '' && mediaType === 'application/x-www-form-urlencoded',
    says: (call) =>
      `The fields of the form arrive unparsed, as ${dataOf(call)}: take them apart in the function, or send JSON.`,
  },
  {
    id: 'multipart-empty',
    of: either('nodejs'),
    when: ({ body, mediaType }) => body !== '' && mediaType.startsWith('multipart/'),
    says: () =>
      'Of a multipart body event.data shows nothing but {}: read event.extensions.request in the function, or send another type.',
  },
  {
    id: 'multipart-raw',
    // Kubeless's PHP takes the parts out of the body itself.
    of: (server) => either('python', 'ruby', 'go')(server) || shim('php')(server),
    when: ({ body, mediaType }) => body !== '' && mediaType.startsWith('multipart/'),
    says: (call) =>
      `The parts arrive unparsed, as ${dataOf(call)}: take them apart in the function, or send JSON.`,
  },
  {
    id: 'too-large-node',
    of: either(...anyNode),
    when: (call) => isLargerThan(call, nodeLimit(call)),
    says: (call) =>
      `The body is larger than ${sizeWords(nodeLimit(call) ?? 0)}, so ${nameOf(call)} answers 413: send less, or set REQ_MB_LIMIT (MB) in the settings.`,
  },
  {
    id: 'too-large',
    of: shim('python', 'ruby', 'php', 'go'),
    when: (call) => isLargerThan(call, memfileLimit(call)),
    says: tooLarge,
  },
]
