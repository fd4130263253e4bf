/** What a Ruby function is given. */
import { contextWords, eventWords, membersWritten } from './members.ts'
import type { LanguageHelp } from './members.ts'

const key = membersWritten((name) => (/^\w+$/.test(name) ? `[:${name}]` : `[:'${name}']`))
const method = membersWritten((name) => `.${name}`)
const without = 'nil without that header.'
const dropped = 'Kubeless’s own Ruby images never show it to the function.'

export const ruby: LanguageHelp = {
  event: {
    ...{ name: 'event', written: 'event', type: 'Hash' },
    says: 'The call: the body, who sent it, and the HTTP request behind it.',
    members: [
      key(
        'data',
        'String, Hash or Array',
        'The body. Parsed, with keys that are strings, when the Content-Type is exactly application/json, else a string. Without a body: an empty string.',
        { example: "name = event[:data]['name']" },
      ),
      key('event-id', 'String', `${eventWords.id} ${without}`, { example: "puts event[:'event-id']" }),
      key('event-type', 'String', `${eventWords.type} ${without}`, { example: "puts event[:'event-type']" }),
      key('event-time', 'String', `${eventWords.time} ${without}`, { example: "puts event[:'event-time']" }),
      key('event-namespace', 'String', `${eventWords.namespace} ${without}`, {
        example: "puts event[:'event-namespace']",
      }),
      key('extensions', 'Hash', eventWords.extensions, {
        members: [
          key('request', 'Request', 'The HTTP request, with the names of Rack’s.', {
            example: 'request = event[:extensions][:request]',
            members: [
              method('request_method', 'String', 'GET, POST, … in capital letters.'),
              method('path', 'String', `The path that was called, decoded. ${dropped}`),
              method('params', 'Hash', `The query of the address. ${dropped}`, {
                example: "name = event[:extensions][:request].params.fetch('name', 'you')",
              }),
              method('query_string', 'String', `The query as it was sent. ${dropped}`),
              method('headers', 'Hash', 'Names are in small letters.'),
              method('header', '(name) -> String', 'One header, whatever the case of its name.', {
                example: "event[:extensions][:request].header('User-Agent')",
              }),
              method('body', 'StringIO', 'The bytes of the body, as a file.'),
              method('content_type', 'String', 'The Content-Type, nil without one.'),
              method('url', 'String', 'The whole address that was called.'),
            ],
          }),
          key(
            'response',
            'Response',
            'Status and headers of the answer. Kubeless’s own Ruby images do not have it: they always answer 200.',
            {
              example: 'event[:extensions][:response].status = 404',
              members: [
                method('status', 'Integer', 'The status of the answer; 200 unless you set it.', {
                  example: 'event[:extensions][:response].status = 404',
                }),
                method('headers', 'Hash', 'The headers of the answer.', {
                  example: "event[:extensions][:response].headers['Content-Type'] = 'text/csv'",
                }),
              ],
            },
          ),
        ],
      }),
    ],
  },
  context: {
    ...{ name: 'context', written: 'context', type: 'Hash' },
    says: 'The function that is called, and what it may use.',
    members: [
      key('function-name', 'String', contextWords.functionName, {
        example: "puts context[:'function-name']",
      }),
      key('timeout', 'String', `${contextWords.timeout} It is text.`, {
        example: 'limit = context[:timeout].to_f',
      }),
      key('runtime', 'String', `${contextWords.runtime} ruby3.4. Always nil in Kubeless’s own Ruby images.`),
      key('memory-limit', 'String', `${contextWords.memoryLimit} Always nil in Kubeless’s own Ruby images.`),
    ],
  },
  starter: (name) => ({
    label: `def ${name}(event, context)`,
    snippet: `def \${1:${name}}(event, context)\n  \${0:event[:data]}\nend`,
  }),
}
