/** What a PHP function is given. */
import { contextWords, eventWords, membersWritten } from './members.ts'
import type { LanguageHelp } from './members.ts'

const field = membersWritten((name) => (/^\w+$/.test(name) ? `->${name}` : `->{'${name}'}`))
const method = membersWritten((name) => `->${name}()`)
const without = 'null without that header.'
const dropped = 'Kubeless’s own PHP images never show it to the function.'

export const php: LanguageHelp = {
  event: {
    ...{ name: '$event', written: '$event', type: 'stdClass' },
    says: 'The call: the body, who sent it, and the HTTP request behind it.',
    members: [
      field(
        'data',
        'string or stdClass',
        'The body. Parsed to objects, not arrays, when the Content-Type is exactly application/json, else a string. Without a body: an empty string.',
        { example: '$name = $event->data->name;' },
      ),
      field('event-id', 'string', `${eventWords.id} ${without}`, { example: "echo $event->{'event-id'};" }),
      field('event-type', 'string', `${eventWords.type} ${without}`, {
        example: "echo $event->{'event-type'};",
      }),
      field('event-time', 'string', `${eventWords.time} ${without}`, {
        example: "echo $event->{'event-time'};",
      }),
      field('event-namespace', 'string', `${eventWords.namespace} ${without}`, {
        example: "echo $event->{'event-namespace'};",
      }),
      field('extensions', 'stdClass', eventWords.extensions, {
        members: [
          field('request', 'Request', 'The HTTP request, with the names of PSR-7’s.', {
            example: '$request = $event->extensions->request;',
            members: [
              method('getMethod', 'string', 'GET, POST, … in capital letters.'),
              method('getQueryParams', 'array', `The query of the address. ${dropped}`, {
                example: "$name = $event->extensions->request->getQueryParams()['name'] ?? 'you';",
              }),
              method('getHeaders', 'array', 'All headers, a list of values for each.'),
              method(
                'getHeaderLine',
                '(name): string',
                'One header, whatever the case of its name; empty without one.',
                {
                  example: "$agent = $event->extensions->request->getHeaderLine('User-Agent');",
                },
              ),
              method('getBody', 'string', 'The body as it was sent.'),
              method(
                'getPath',
                'string',
                'The path that was called, decoded. Not in Kubeless’s own PHP images.',
              ),
            ],
          }),
          field(
            'response',
            'Response',
            'Status and headers of the answer. In Kubeless’s own PHP images it changes nothing: they always answer 200.',
            {
              example: '$event->extensions->response->status = 404;',
              members: [
                field('status', 'int', 'The status of the answer; 200 unless you set it.', {
                  example: '$event->extensions->response->status = 404;',
                }),
                field('headers', 'array', 'The headers of the answer.', {
                  example: "$event->extensions->response->headers['Content-Type'] = 'text/csv';",
                }),
              ],
            },
          ),
        ],
      }),
    ],
  },
  context: {
    ...{ name: '$context', written: '$context', type: 'stdClass' },
    says: 'The function that is called, and what it may use.',
    members: [
      field('function-name', 'string', contextWords.functionName, {
        example: "echo $context->{'function-name'};",
      }),
      field('timeout', 'string', `${contextWords.timeout} It is text.`, {
        example: '$limit = (float) $context->timeout;',
      }),
      field('runtime', 'string', `${contextWords.runtime} php8.4.`),
      field('memory-limit', 'string', contextWords.memoryLimit),
    ],
  },
  starter: (name, code) => ({
    label: `function ${name}($event, $context)`,
    snippet: `${code.includes('<?php') ? '' : '<?php\n\n'}function \${1:${name}}(\\$event, \\$context)\n{\n    \${0:return \\$event->data;}\n}`,
  }),
}
