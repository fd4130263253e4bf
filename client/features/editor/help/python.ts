/** What a Python function is given. */
import { contextWords, eventWords, membersWritten } from './members.ts'
import type { LanguageHelp, Member } from './members.ts'

const key = membersWritten((name) => `['${name}']`)
const attribute = membersWritten((name) => `.${name}`)
const method = membersWritten((name) => `.${name}()`)
const without = 'None without that header.'

const request: Member[] = [
  attribute('method', 'str', 'GET, POST, … in capital letters.'),
  attribute('path', 'str', 'The path that was called, decoded, without the query.'),
  attribute(
    'query',
    'dict',
    'The query of the address. The last value counts where a name comes twice; getall(name) has all.',
    {
      example: "name = event['extensions']['request'].query.get('name', 'you')",
    },
  ),
  attribute('headers', 'dict', 'Names mean the same in any case.', {
    example: "agent = event['extensions']['request'].headers.get('User-Agent')",
  }),
  attribute(
    'json',
    'dict | list | None',
    'The body parsed, also for application/json; charset=utf-8. None for other types.',
  ),
  attribute('forms', 'dict', 'The fields of a body of type application/x-www-form-urlencoded.'),
  attribute('params', 'dict', 'Query and form in one.'),
  attribute('cookies', 'dict', 'The cookies that were sent.'),
  attribute('body', 'io.BytesIO', 'The bytes of the body, as a file.'),
  attribute('content_type', 'str', 'The Content-Type, empty without one.'),
  attribute('content_length', 'int', 'Bytes of the body.'),
  attribute('query_string', 'str', 'The query as it was sent.'),
  attribute('url', 'str', 'The whole address that was called.'),
  attribute('remote_addr', 'str', 'Who connected; behind a proxy, that is the proxy.'),
  method('get_header', '(name, default=None) -> str', 'One header, whatever the case of its name.'),
]

const own = 'Kubeless’s own Python images do not have it: return a bottle.HTTPResponse there.'

export const python: LanguageHelp = {
  event: {
    ...{ name: 'event', written: 'event', type: 'dict' },
    says: 'The call: the body, who sent it, and the HTTP request behind it.',
    members: [
      key(
        'data',
        'bytes | dict | list | None',
        "The body. Parsed when the Content-Type is exactly application/json, else the bytes as they came. Without a body: b'', or None for JSON.",
        { example: "text = event['data'].decode()" },
      ),
      key('event-id', 'str | None', `${eventWords.id} ${without}`, { example: "print(event['event-id'])" }),
      key('event-type', 'str | None', `${eventWords.type} ${without}`, {
        example: "if event['event-type'] == 'application/json':",
      }),
      key('event-time', 'str | None', `${eventWords.time} ${without}`, {
        example: "print(event['event-time'])",
      }),
      key('event-namespace', 'str | None', `${eventWords.namespace} ${without}`, {
        example: "if event['event-namespace'] == 'cronjobtrigger.kubeless.io':",
      }),
      key('extensions', 'dict', eventWords.extensions, {
        members: [
          key('request', 'Request', 'The HTTP request, with the names of bottle’s.', {
            example: "request = event['extensions']['request']",
            members: request,
          }),
          key('response', 'Response', `Status and headers of the answer. ${own}`, {
            example: "event['extensions']['response'].status = 404",
            members: [
              attribute('status', 'int', 'The status of the answer; 200 unless you set it.', {
                example: "event['extensions']['response'].status = 404",
              }),
              method(
                'set_header',
                '(name, value)',
                'Sets a header of the answer, in place of an earlier one.',
                {
                  example: "event['extensions']['response'].set_header('Content-Type', 'text/csv')",
                },
              ),
              method('add_header', '(name, value)', 'Adds a header, beside others of that name.'),
            ],
          }),
        ],
      }),
    ],
  },
  context: {
    ...{ name: 'context', written: 'context', type: 'dict' },
    says: 'The function that is called, and what it may use.',
    members: [
      key('function-name', 'str', contextWords.functionName, { example: "print(context['function-name'])" }),
      key('timeout', 'float', contextWords.timeout, {
        example: "deadline = time.monotonic() + context['timeout']",
      }),
      key('runtime', 'str', `${contextWords.runtime} python3.13.`, { example: "print(context['runtime'])" }),
      key('memory-limit', 'str', contextWords.memoryLimit, { example: "print(context['memory-limit'])" }),
    ],
  },
  starter: (name) => ({
    label: `def ${name}(event, context)`,
    snippet: `def \${1:${name}}(event, context):\n    \${0:return event['data']}`,
  }),
}
