/** What a Node function is given. */
import { contextWords, eventWords, membersWritten } from './members.ts'
import type { LanguageHelp, Member } from './members.ts'

const field = membersWritten((name) => (/^\w+$/.test(name) ? `.${name}` : `['${name}']`))
const method = membersWritten((name) => `.${name}()`)
const without = 'undefined without that header.'

const request: Member[] = [
  field('method', 'string', 'GET, POST, … in capital letters.'),
  field('path', 'string', 'The path that was called, without the query.'),
  field('query', 'object', 'The query of the address; a list where a name comes more than once.', {
    example: "const name = event.extensions.request.query.name ?? 'you'",
  }),
  field('headers', 'object', 'Names are in small letters.', {
    example: "const agent = event.extensions.request.headers['user-agent']",
  }),
  field('body', 'Buffer', 'The bytes of the body.'),
  field('url', 'string', 'Path and query as they were called.'),
  field('hostname', 'string', 'The name of the host that was called.'),
  field('protocol', 'string', 'http or https, as a proxy in front says it.'),
  field('ip', 'string', 'Who connected; behind a proxy, that is the proxy.'),
  method('get', '(name) => string', 'One header, whatever the case of its name.'),
  method('is', '(type) => string | false', 'Whether the body is of that type, e.g. json.'),
]

const response: Member[] = [
  method('status', '(code) => this', 'Sets the status; what you return is still the body.', {
    example: 'event.extensions.response.status(404)',
  }),
  method('set', '(name, value) => this', 'Sets a header of the answer.', {
    example: "event.extensions.response.set('Content-Type', 'text/csv')",
  }),
  method('type', '(type) => this', 'Sets the Content-Type, e.g. html, json or text.'),
  method('json', '(value)', 'Answers with JSON; then return nothing.'),
  method('send', '(body)', 'Answers; then return nothing.'),
  method('sendStatus', '(code)', 'Answers with a status alone; then return nothing.'),
  method('redirect', '(url)', 'Sends the caller elsewhere.', {
    example: "event.extensions.response.redirect('https://example.com/')",
  }),
  method('write', '(chunk)', 'Answers piece by piece; end() ends it.'),
  method('end', '(chunk?)', 'Ends an answer that was written piece by piece.'),
]

export const nodejs: LanguageHelp = {
  event: {
    ...{ name: 'event', written: 'event', type: 'object' },
    says: 'The call: the body, who sent it, and the HTTP request behind it.',
    members: [
      field(
        'data',
        'any',
        'The body. Parsed when the Content-Type is application/json, else a string. Without a body: an empty object.',
        { example: 'const { name } = event.data' },
      ),
      field('event-id', 'string', `${eventWords.id} ${without}`, {
        example: "console.log(event['event-id'])",
      }),
      field('event-type', 'string', `${eventWords.type} ${without}`, {
        example: "if (event['event-type'] === 'application/json') {",
      }),
      field('event-time', 'string', `${eventWords.time} ${without}`, {
        example: "console.log(event['event-time'])",
      }),
      field('event-namespace', 'string', `${eventWords.namespace} ${without}`, {
        example: "if (event['event-namespace'] === 'cronjobtrigger.kubeless.io') {",
      }),
      field('extensions', 'object', eventWords.extensions, {
        example: 'const { request, response } = event.extensions',
        members: [
          field('request', 'Request', 'The HTTP request, with the names of Express’s.', { members: request }),
          field('response', 'Response', 'The answer, with the names of Express’s: for status and headers.', {
            example: 'event.extensions.response.status(404)',
            members: response,
          }),
        ],
      }),
    ],
  },
  context: {
    ...{ name: 'context', written: 'context', type: 'object' },
    says: 'The function that is called, and what it may use.',
    members: [
      field('function-name', 'string', contextWords.functionName, {
        example: "console.log(context['function-name'])",
      }),
      field('timeout', 'number', contextWords.timeout, {
        example: 'AbortSignal.timeout(context.timeout * 1000)',
      }),
      field('runtime', 'string', `${contextWords.runtime} nodejs24.`, {
        example: 'console.log(context.runtime)',
      }),
      field('memory-limit', 'string', contextWords.memoryLimit, {
        example: "console.log(context['memory-limit'])",
      }),
    ],
  },
  starter: (name, code) =>
    /^export\b/m.test(code)
      ? {
          label: `export async function ${name}(event, context)`,
          snippet: `export async function \${1:${name}}(event, context) {\n  \${0:return event.data}\n}`,
        }
      : {
          label: `exports.${name} = async (event, context) => {}`,
          snippet: `exports.\${1:${name}} = async (event, context) => {\n  \${0:return event.data}\n}`,
        },
}
