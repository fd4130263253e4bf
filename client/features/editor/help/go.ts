/** What a Go function is given. */
import { contextWords, eventWords, membersWritten } from './members.ts'
import type { LanguageHelp } from './members.ts'

const field = membersWritten((name) => `.${name}`)
const method = membersWritten((name) => `.${name}()`)
const without = 'Empty without that header.'

export const go: LanguageHelp = {
  event: {
    ...{ name: 'event', written: 'event', type: 'functions.Event' },
    says: 'The call: the body, who sent it, and the HTTP request behind it.',
    members: [
      field('Data', 'string', 'The body as it came: Go never parses it. Empty without a body.', {
        example: 'err := json.Unmarshal([]byte(event.Data), &data)',
      }),
      field('EventID', 'string', `${eventWords.id} ${without}`, { example: 'fmt.Println(event.EventID)' }),
      field('EventType', 'string', `${eventWords.type} ${without}`, {
        example: 'if event.EventType == "application/json" {',
      }),
      field('EventTime', 'string', `${eventWords.time} ${without}`, {
        example: 'fmt.Println(event.EventTime)',
      }),
      field('EventNamespace', 'string', `${eventWords.namespace} ${without}`, {
        example: 'if event.EventNamespace == "cronjobtrigger.kubeless.io" {',
      }),
      field('Extensions', 'functions.Extension', eventWords.extensions, {
        members: [
          field('Request', '*http.Request', 'The HTTP request, as net/http has it.', {
            example: 'name := event.Extensions.Request.URL.Query().Get("name")',
            members: [
              field('Method', 'string', 'GET, POST, … in capital letters.'),
              field('URL', '*url.URL', 'What was called: Path, Query() and the rest.', {
                example: 'name := event.Extensions.Request.URL.Query().Get("name")',
                members: [
                  field('Path', 'string', 'The path that was called, decoded.'),
                  field('RawQuery', 'string', 'The query as it was sent.'),
                  method('Query', 'url.Values', 'The query of the address.', {
                    example: 'name := event.Extensions.Request.URL.Query().Get("name")',
                  }),
                ],
              }),
              field('Header', 'http.Header', 'The headers; Get(name) takes a name in any case.', {
                example: 'agent := event.Extensions.Request.Header.Get("User-Agent")',
              }),
              field('Host', 'string', 'The host that was called.'),
              field('RemoteAddr', 'string', 'Who connected; behind a proxy, that is the proxy.'),
              field('Body', 'io.ReadCloser', 'The body as a stream; event.Data has it as text.'),
              method('Context', 'context.Context', 'Done when the time of the call is over.'),
            ],
          }),
          field('Response', 'http.ResponseWriter', 'Status and headers of the answer, as net/http has it.', {
            example: 'event.Extensions.Response.WriteHeader(http.StatusNotFound)',
            members: [
              method('Header', 'http.Header', 'The headers of the answer. Set them before the status.', {
                example: 'event.Extensions.Response.Header().Set("Content-Type", "application/json")',
              }),
              method(
                'WriteHeader',
                '(statusCode int)',
                'Sets the status; the text returned is still the body.',
                {
                  example: 'event.Extensions.Response.WriteHeader(http.StatusNotFound)',
                },
              ),
              method(
                'Write',
                '([]byte) (int, error)',
                'Writes bytes of the answer, before the text returned.',
              ),
            ],
          }),
          field('Context', 'context.Context', 'Done when the time of the call is over.', {
            example: '<-event.Extensions.Context.Done()',
          }),
        ],
      }),
    ],
  },
  context: {
    ...{ name: 'context', written: 'context', type: 'functions.Context' },
    says: 'The function that is called, and what it may use.',
    members: [
      field('FunctionName', 'string', contextWords.functionName, {
        example: 'fmt.Println(context.FunctionName)',
      }),
      field('Timeout', 'string', `${contextWords.timeout} It is text.`, {
        example: 'limit, err := strconv.Atoi(context.Timeout)',
      }),
      field('Runtime', 'string', `${contextWords.runtime} go1.25.`),
      field('MemoryLimit', 'string', contextWords.memoryLimit),
    ],
  },
  starter: (name, code) => {
    const head = /^package\b/m.test(code)
      ? ''
      : 'package kubeless\n\nimport "github.com/kubeless/kubeless/pkg/functions"\n\n'
    const exported = name.charAt(0).toUpperCase() + name.slice(1)
    const parameters = 'event functions.Event, context functions.Context'
    return {
      label: `func ${exported}(${parameters}) (string, error)`,
      snippet: `${head}func \${1:${exported}}(${parameters}) (string, error) {\n\t\${0:return event.Data, nil}\n}`,
    }
  },
}
