import { expect, test } from 'vitest'
import { explain, suggest } from './suggest.ts'

/** The code with `|` where the cursor is. */
function at(runtime: string, marked: string, handler = 'handler.hello') {
  const offset = marked.indexOf('|')
  return { code: marked.replace('|', ''), offset, of: { runtime, handler } }
}

/** What the first line with the cursor becomes when the suggestion of that name is taken. */
function taken(runtime: string, marked: string, label: string): string | undefined {
  const { code, offset, of } = at(runtime, marked)
  const found = suggest(code, offset, of).find((suggestion) => suggestion.label === label)
  if (!found) return undefined
  expect(code.slice(found.from, offset).length).toBeLessThanOrEqual(found.filter.length)
  return (code.slice(0, found.from) + found.insert + code.slice(found.to))
    .split('\n')
    .find((line) => line.includes(found.insert))
    ?.trim()
}

const py = 'def hello(e, ctx):\n    '
const js = 'exports.hello = async (e, ctx) => {\n  '
const rb = 'def hello(e, ctx)\n  '
const ph = '<?php\nfunction hello($e, ?stdClass $ctx = null)\n{\n  '
const gl = 'package kubeless\n\nfunc hello(e functions.Event, ctx functions.Context) (string, error) {\n\t'

test.each([
  ['python3.13', `${py}x = e.|`, 'data', "x = e['data']"],
  ['python3.13', 'def helo(e, ctx):\n    x = e.|', 'data', "x = e['data']"],
  ['python3.13', `${py}x = e['|']`, 'event-id', "x = e['event-id']"],
  ['python3.13', `${py}x = e["ev|"]`, 'event-type', "x = e['event-type']"],
  ['python3.13', `${py}x = e[|]`, 'extensions', "x = e['extensions']"],
  ['python3.13', `${py}x = ctx['m|`, 'memory-limit', "x = ctx['memory-limit']"],
  ['python3.13', `${py}x = e['extensions']['request'].qu|`, 'query', "x = e['extensions']['request'].query"],
  ['python3.13', `${py}r = e['extensions']['request']\n    x = r.|`, 'headers', 'x = r.headers'],
  ['nodejs24', `${js}x = e.|`, 'data', 'x = e.data'],
  ['nodejs24', `${js}x = e.ev|`, 'event-id', "x = e['event-id']"],
  ['nodejs24', `${js}x = ctx?.|`, 'timeout', 'x = ctx?.timeout'],
  ['nodejs24', `${js}x = e['|']`, 'event-id', "x = e['event-id']"],
  ['nodejs24', `${js}e.extensions.response.st|`, 'status', 'e.extensions.response.status()'],
  ['nodejs24', `${js}const { request, response: out } = e.extensions\n  out.|`, 'json', 'out.json()'],
  ['nodejs24', `${js}const { request } = e.extensions\n  request.|`, 'query', 'request.query'],
  ['ruby3.4', `${rb}x = e.|`, 'data', 'x = e[:data]'],
  ['ruby3.4', `${rb}x = e[:|]`, 'event-id', "x = e[:'event-id']"],
  ['ruby3.4', `${rb}x = e[:extensions][:request].|`, 'params', 'x = e[:extensions][:request].params'],
  ['php8.4', `${ph}$x = $e->|;`, 'data', '$x = $e->data;'],
  ['php8.4', `${ph}$x = $e->{'ev|'};`, 'event-id', "$x = $e->{'event-id'};"],
  ['php8.4', `${ph}$x = $ctx->|;`, 'function-name', "$x = $ctx->{'function-name'};"],
  ['php8.4', `${ph}$r = $e->extensions->request;\n  $r->getQ|`, 'getQueryParams', '$r->getQueryParams()'],
  ['go1.25', `${gl}x := e.|`, 'Data', 'x := e.Data'],
  ['go1.25', `${gl}x := ctx.|`, 'Timeout', 'x := ctx.Timeout'],
  ['go1.25', `${gl}e.Extensions.Response.He|`, 'Header', 'e.Extensions.Response.Header()'],
])('%s: %j is completed with %s', (runtime, marked, label, line) => {
  expect(taken(runtime, marked, label)).toBe(line)
})

test.each([
  [
    'python3.13',
    'def hello(event, context):\n    event.|',
    ['data', 'event-id', 'event-type', 'event-time', 'event-namespace', 'extensions'],
  ],
  [
    'nodejs24',
    'exports.hello = event => event.|',
    ['data', 'event-id', 'event-type', 'event-time', 'event-namespace', 'extensions'],
  ],
  [
    'ruby3.4',
    'def hello event, context\n  context[|',
    ['function-name', 'timeout', 'runtime', 'memory-limit'],
  ],
  [
    'php8.4',
    '<?php function hello($event) { $event->|',
    ['data', 'event-id', 'event-type', 'event-time', 'event-namespace', 'extensions'],
  ],
  ['go1.25', `${gl}e.|`, ['Data', 'EventID', 'EventType', 'EventTime', 'EventNamespace', 'Extensions']],
])('%s: all that is there is suggested, each with its type and its meaning', (runtime, marked, labels) => {
  const { code, offset, of } = at(runtime, marked)
  const suggestions = suggest(code, offset, of)
  expect(suggestions.map(({ label }) => label)).toEqual(labels)
  for (const { type, says } of suggestions) {
    expect(type).not.toBe('')
    expect(says).toMatch(/\.$/)
  }
})

test.each([
  ['python3.13', `${py}other.|`],
  ['python3.13', `def hello(e, c): 1\ndef helper(e, x):\n    e.|`],
  ['python3.13', `${py}e.data.|`],
  ['python3.13', `${py}x = 1|`],
  ['nodejs24', `${js}e->|`],
  ['php8.4', `${ph}$e.|`],
  ['go1.25', 'package kubeless\n\nfunc other() {\n\tcontext.|'],
  ['nodejsCE8', `${js}e.|`],
  ['java11', 'event.|'],
])('%s: nothing is suggested for %j', (runtime, marked) => {
  const { code, offset, of } = at(runtime, marked)
  expect(suggest(code, offset, of)).toEqual([])
})

test.each([
  [
    'python3.13',
    '|',
    'def hello(event, context)',
    "def ${1:hello}(event, context):\n    ${0:return event['data']}",
  ],
  [
    'python3.13',
    'def hello(event, context):\n    return 1\n\nde|',
    'def name(event, context)',
    "def ${1:name}(event, context):\n    ${0:return event['data']}",
  ],
  [
    'nodejs24',
    'const a = 1\nexp|',
    'exports.hello = async (event, context) => {}',
    'exports.${1:hello} = async (event, context) => {\n  ${0:return event.data}\n}',
  ],
  ['ruby3.4', '|', 'def hello(event, context)', 'def ${1:hello}(event, context)\n  ${0:event[:data]}\nend'],
  [
    'php8.4',
    '|',
    'function hello($event, $context)',
    '<?php\n\nfunction ${1:hello}(\\$event, \\$context)\n{\n    ${0:return \\$event->data;}\n}',
  ],
  [
    'go1.25',
    'package kubeless\n\nfu|',
    'func Hello(event functions.Event, context functions.Context) (string, error)',
    'func ${1:Hello}(event functions.Event, context functions.Context) (string, error) {\n\t${0:return event.Data, nil}\n}',
  ],
])('%s: where a line begins, a handler is suggested to begin with (%#)', (runtime, marked, label, insert) => {
  const { code, offset, of } = at(runtime, marked)
  expect(suggest(code, offset, of)).toMatchObject([{ label, insert, isSnippet: true }])
})

test('a word that begins otherwise is left to the editor', () => {
  const { code, offset, of } = at('python3.13', 'pri|')
  expect(suggest(code, offset, of)).toEqual([])
})

test.each([
  ['python3.13', `${py}x = e['event|-id']`, 'event-id', 'str | None'],
  ['python3.13', `${py}x = |e['data']`, 'event', 'dict'],
  ['python3.13', `${py}x = e['extensions']['request'].que|ry.get('a')`, 'query', 'dict'],
  ['nodejs24', `${js}return e.da|ta`, 'data', 'any'],
  ['nodejs24', `${js}return e.data|-1`, 'data', 'any'],
  ['nodejs24', `${js}const { request } = e.extensions\n  return req|uest.query`, 'request', 'Request'],
  ['ruby3.4', `${rb}e[:da|ta]`, 'data', 'String, Hash or Array'],
  ['php8.4', `${ph}return $|e->data;`, '$event', 'stdClass'],
  ['php8.4', `${ph}return $e->da|ta;`, 'data', 'string or stdClass'],
  ['go1.25', `${gl}return e.Da|ta, nil`, 'Data', 'string'],
])('%s: in %j the word under the cursor is explained', (runtime, marked, name, type) => {
  const { code, offset, of } = at(runtime, marked)
  expect(explain(code, offset, of)?.member).toMatchObject({ name, type })
})

test('what is not of the event is not explained', () => {
  for (const marked of [`${py}x = other.da|ta`, `${py}x = 'e|'`, `${py} |  x`]) {
    const { code, offset, of } = at('python3.13', marked)
    expect(explain(code, offset, of)).toBeUndefined()
  }
})

test.each([
  ['python3.13', `${py}x = e['event-|type']`, "if e['event-type'] == 'application/json':"],
  ['php8.4', `${ph}echo $ctx->time|out;`, '$limit = (float) $ctx->timeout;'],
  ['go1.25', `${gl}return e.Da|ta, nil`, 'err := json.Unmarshal([]byte(e.Data), &data)'],
  ['nodejs24', 'exports.hello = (event) => event.da|ta', 'const { name } = event.data'],
])('%s: the example is written in the names of the code (%#)', (runtime, marked, example) => {
  const { code, offset, of } = at(runtime, marked)
  expect(explain(code, offset, of)?.member.example).toBe(example)
})
