import { execFileSync } from 'node:child_process'
import { afterAll, expect, test } from 'vitest'
import { warningsBefore } from '../contract/invocation-warnings.ts'
import { languages } from './catalog.ts'
import { languagesUnderTest } from './test-functions/languages.ts'
import type { LanguageUnderTest } from './test-functions/languages.ts'
import { startShim, startShimThatFails } from './test-functions/shim-process.ts'
import type { Shim } from './test-functions/shim-process.ts'
import { comesTrue, isTaken, limits, surprisingCalls } from './test-functions/surprising-calls.ts'

const present = languagesUnderTest.filter(({ probe }) => isThere(probe))
/** Started when first asked for; one for all that needs no process of its own. */
const shims = new Map<string, Promise<Shim>>()
afterAll(async () => {
  for (const shim of shims.values()) await (await shim).stop()
})
/** Compiling Go for the first time takes a while. */
const patienceMs = 240_000

function isThere([command, ...args]: [string, ...string[]]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** One sentence about every language, or those named; skipped, with what would help, where its program is missing. */
function everywhere(
  sentence: string,
  check: (shim: Shim, language: LanguageUnderTest) => Promise<void>,
  ...only: string[]
): void {
  for (const language of languagesUnderTest) {
    if (only.length > 0 && !only.includes(language.id)) continue
    const isPresent = present.includes(language)
    const name = `${language.id}: ${sentence}${isPresent ? '' : ` (skipped: ${language.install})`}`
    test.skipIf(!isPresent)(
      name,
      async () => {
        const shim = shims.get(language.id) ?? startShim(language)
        shims.set(language.id, shim)
        await check(await shim, language)
      },
      patienceMs,
    )
  }
}

everywhere('is healthy once the function is loaded', async (shim) => {
  expect(await shim.call({ path: '/healthz' })).toMatchObject({ status: 200, text: 'OK' })
})

everywhere('hands over the event and the context', async (shim, { timeout }) => {
  const headers = {
    'event-id': 'abc',
    'event-type': 'text/plain',
    'Event-Time': '2026-11-27T03:00:00Z',
    'event-namespace': 'ui.kubeless.io',
  }
  const { text } = await shim.call({ path: '/?do=fields', headers })
  expect(JSON.parse(text)).toEqual({
    id: 'abc',
    type: 'text/plain',
    time: '2026-11-27T03:00:00Z',
    namespace: 'ui.kubeless.io',
    function: shim.handler,
    timeout,
    runtime: 'some1.0',
    memory: '128Mi',
  })
})

everywhere('hands over method, path and query', async (shim) => {
  const { text } = await shim.call({ method: 'POST', path: '/deep/path?do=request&name=Z%C3%B6e', body: 'x' })
  expect(text).toBe('POST /deep/path Zöe')
})

for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
  everywhere(`takes ${method}`, async (shim) => {
    const { status, text } = await shim.call({ method, path: '/?do=request&name=x' })
    expect([status, text]).toEqual([200, `${method} / x`])
  })

everywhere('answers HEAD without a body', async (shim) => {
  const { status, text, headers } = await shim.call({ method: 'HEAD', path: '/?do=request&name=x' })
  expect([status, text, headers['content-length']]).toEqual([200, '', '8'])
})

everywhere('gives text back as it was', async (shim) => {
  const body = 'Zoë 🚲\r\nline two\u2028'
  expect((await shim.call({ method: 'POST', body, headers: { 'content-type': 'text/plain' } })).text).toBe(
    body,
  )
})

everywhere('parses a body of type application/json', async (shim) => {
  const headers = { 'content-type': 'application/json' }
  const { text } = await shim.call({ method: 'POST', path: '/?do=term', body: '{"term":"Zoë"}', headers })
  expect(text).toBe('Zoë')
})

everywhere('says that a body is not the JSON it claims to be', async (shim, { parsesJson }) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await shim.call({ method: 'POST', path: '/?do=echo', body: '{"term":', headers })
  if (!parsesJson) return expect(answer).toMatchObject({ status: 200, text: '{"term":' })
  expect(answer).toMatchObject({ status: 400, headers: { 'x-kubeless-error': 'bad-request' } })
  expect(answer.text).toMatch(/not JSON/)
})

everywhere('answers an object as JSON, Unicode and all', async (shim) => {
  const { text, headers } = await shim.call({ path: '/?do=json' })
  expect(JSON.parse(text)).toEqual({ list: [1, 2.5, true, null], name: 'Zoë 🚲' })
  expect(headers['content-type']).toContain('application/json')
})

everywhere('answers bytes byte for byte', async (shim) => {
  const { bytes } = await shim.call({ path: '/?do=binary' })
  expect([...bytes]).toEqual(Array.from({ length: 256 }, (_, byte) => byte))
})

everywhere('answers 10 MB whole', async (shim) => {
  const { text } = await shim.call({ path: '/?do=large' })
  expect(text).toBe('ä'.repeat(5 * 1024 * 1024))
})

everywhere('takes 5 MB whole', async (shim) => {
  const body = 'ä'.repeat(2.5 * 1024 * 1024)
  expect((await shim.call({ method: 'POST', body })).text).toBe(body)
})

everywhere('takes a body sent in chunks', async (shim) => {
  expect((await shim.call({ method: 'POST', body: ['one', 'two', 'three'] })).text).toBe('onetwothree')
})

everywhere('answers nothing with nothing', async (shim) => {
  expect(await shim.call({ path: '/?do=nothing' })).toMatchObject({ status: 200, text: '' })
})

everywhere('keeps status and headers that the function chose', async (shim) => {
  const answer = await shim.call({ path: '/?do=teapot' })
  expect(answer).toMatchObject({ status: 418, text: 'short and stout', headers: { 'x-kind': 'tea' } })
})

everywhere('stamps every answer with code and pod', async (shim) => {
  for (const path of ['/?do=echo', '/?do=raise'])
    expect((await shim.call({ path })).headers).toMatchObject({
      'x-kubeless-checksum': 'sha256:abc',
      'x-kubeless-pod': 'pod-1',
    })
})

everywhere('says when a call began and ended', async (shim) => {
  const { headers } = await shim.call({ path: '/?do=pause' })
  const [began, ended] = ['x-kubeless-began', 'x-kubeless-ended'].map((name) =>
    Date.parse(headers[name] ?? ''),
  )
  expect((ended ?? NaN) - (began ?? NaN)).toBeGreaterThanOrEqual(290)
})

everywhere('answers 500 when the function raises, and the log names the place', async (shim, { raised }) => {
  const { answer, log } = await shim.watched({ path: '/?do=raise' }, raised)
  expect(answer).toMatchObject({ status: 500, headers: { 'x-kubeless-error': 'exception' } })
  expect(log).toMatch(raised)
  expect(log).not.toMatch(/\.shim|shim[._-]/)
})

everywhere('prints what the function prints and nothing else', async (shim) => {
  const { log } = await shim.watched({ path: '/?do=print' }, /and another\n/)
  expect(log).toBe('one line\nand another\n')
})

everywhere('brings a flood of lines through whole', async (shim) => {
  const { answer, log } = await shim.watched({ path: '/?do=flood' }, /the end\n/)
  expect(answer.text).toBe('flooded')
  expect(log).toBe(`${'x'.repeat(99)}\n`.repeat(20_000) + 'the end\n')
})

everywhere('makes several calls at once', async (shim) => {
  const waiting = [1, 2, 3].map(() => shim.call({ path: '/?do=wait' }))
  expect((await shim.call({ path: '/?do=request&name=x' })).text).toBe('GET / x')
  await shim.letGo()
  for (const answer of waiting) expect((await answer).text).toBe('let go')
})

everywhere('ends calls that would never end, while others are answered', async (_, language) => {
  const shim = await startShim(language, { timeout: '3' })
  const endless = ['loop', 'sleep'].map((what) => shim.call({ path: `/?do=${what}` }))
  expect((await shim.call({ path: '/?do=request&name=x' })).text).toBe('GET / x')
  expect((await shim.call({ path: '/healthz' })).status).toBe(200)
  for (const answer of endless) {
    expect(await answer).toMatchObject({ status: 408, headers: { 'x-kubeless-error': 'timeout' } })
    expect((await answer).text).toMatch(/did not answer within 3 seconds/)
  }
  expect((await shim.call({ path: '/?do=request&name=x' })).text).toBe('GET / x')
  await shim.stop()
})

everywhere('survives a function that ends its process', async (shim) => {
  for (let round = 0; round < 2; round++) {
    const answer = await shim.call({ path: '/?do=exit' })
    expect(answer).toMatchObject({ status: 500, headers: { 'x-kubeless-error': 'crash' } })
    expect(answer.text).toContain('exit code 3')
  }
  expect((await shim.call({ path: '/?do=request&name=x' })).text).toBe('GET / x')
})

everywhere('refuses a body that is too large', async (shim) => {
  const answer = await shim.call({ method: 'POST', body: 'x'.repeat(6 * 1024 * 1024 + 1) })
  expect(answer.status).toBe(413)
  expect(answer.text).toMatch(/larger/)
})

for (const [what, request] of surprisingCalls)
  everywhere(`does with ${what} what the request panel says it will`, async (shim, { id, parsesJson }) => {
    const warnings = warningsBefore({
      request,
      server: { kind: 'shim', language: id, version: '1.0' },
      timeoutSeconds: 60,
      env: limits,
      envFromElsewhere: [],
    })
    const answer = await shim.call(request)
    for (const { id: warning } of warnings) comesTrue[warning]?.(answer, request)
    expect(warnings.filter(({ id: warning }) => !comesTrue[warning])).toEqual([])
    // Where it says nothing there is nothing to say.
    if (warnings.length === 0) isTaken(answer, request, parsesJson)
  })

everywhere(
  'lets the function read the parts of a multipart body itself',
  async (shim) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const body = '--x\r\n\r\none\r\n--x--\r\n'
    expect((await shim.call({ method: 'POST', path: '/?do=parts', body, headers })).text).toBe(body)
  },
  'nodejs',
)

everywhere('keeps its global state as long as upstream does', async (shim, { keepsState }) => {
  const [first, second] = [await shim.call({ path: '/?do=count' }), await shim.call({ path: '/?do=count' })]
  expect(Number(second.text) - Number(first.text)).toBe(keepsState ? 1 : 0)
})

everywhere('counts calls and failures', async (shim) => {
  await shim.call({ method: 'PATCH', path: '/?do=request' })
  await shim.call({ method: 'PATCH', path: '/?do=raise' })
  const { text, headers } = await shim.call({ path: '/metrics' })
  expect(headers['content-type']).toContain('text/plain; version=0.0.4')
  const value = (series: string) => Number(new RegExp(`^${series} (\\S+)$`, 'm').exec(text)?.[1])
  expect(value('function_calls_total{method="PATCH"}')).toBeGreaterThanOrEqual(2)
  expect(value('function_failures_total{method="PATCH"}')).toBe(1)
  expect(value('function_duration_seconds_count{method="PATCH"}')).toBeGreaterThanOrEqual(2)
  expect(value('function_duration_seconds_bucket{method="PATCH",le="\\+Inf"}')).toBeGreaterThanOrEqual(2)
})

everywhere('lets a running call finish when it is told to stop', async (_, language) => {
  const shim = await startShim(language)
  const running = shim.call({ path: '/?do=wait' })
  await shim.saw(/waiting/)
  const code = shim.stop()
  await shim.letGo()
  expect((await running).text).toBe('let go')
  expect(await code).toBe(0)
})

everywhere('says where code that cannot be loaded is wrong, and ends', async (_, language) => {
  const { code, log } = await startShimThatFails(language, { code: language.broken.code })
  expect(code).not.toBe(0)
  expect(log).toMatch(language.broken.says)
})

everywhere('names the functions there are when the handler names none', async (_, language) => {
  const { code, log } = await startShimThatFails(language, { handler: 'missing' })
  expect(code).not.toBe(0)
  expect(log).toMatch(/missing/i)
  expect(log).toMatch(/answer/i)
})

for (const { samples, id } of languages)
  for (const sample of samples)
    everywhere(
      `answers the first request of its sample ${sample.title}`,
      async (_, language) => {
        const { handler, code, request } = sample
        const shim = await startShim(language, { code, handler: handler.split('.')[1] })
        const answer = await shim.call({
          method: request.method,
          // Tests stay on this machine.
          body: request.body.replace('https://example.com/', 'http://127.0.0.1:1/'),
          headers: request.type === 'json' ? { 'content-type': 'application/json' } : {},
        })
        await shim.stop()
        expect(answer.status).toBe(200)
        expect(answer.text).not.toBe('')
      },
      id,
    )

everywhere(
  'answers text as upstream labels it, lists of texts joined, other lists and numbers as JSON',
  async (_, language) => {
    const code = `
async def answer(event, context):
    results = {'text': 'a', 'texts': ['a', 'b'], 'list': [{'a': 1}], 'number': 0, 'no': False, 'none': []}
    return results[event['extensions']['request'].query.kind]
`
    const shim = await startShim(language, { code })
    const kindOf = async (kind: string) => {
      const { text, headers } = await shim.call({ path: `/?kind=${kind}` })
      return [text, headers['content-type']]
    }
    expect(await kindOf('text')).toEqual(['a', 'text/html; charset=UTF-8'])
    expect(await kindOf('texts')).toEqual(['ab', 'text/html; charset=UTF-8'])
    for (const [kind, json] of Object.entries({ list: '[{"a": 1}]', number: '0', no: 'false', none: '[]' }))
      expect(await kindOf(kind)).toEqual([json, 'application/json'])
    await shim.stop()
  },
  'python',
)

everywhere(
  'takes JSON that the function itself cannot read for an exception of the function',
  async (_, language) => {
    const code = "require 'json'\n\ndef answer(event, context)\n  JSON.parse('{nope')\nend\n"
    const shim = await startShim(language, { code })
    const { answer, log } = await shim.watched({}, /in [`'].*answer'\n/)
    await shim.stop()
    expect(answer).toMatchObject({ status: 500, headers: { 'x-kubeless-error': 'exception' } })
    expect(log).toMatch(/^JSON::ParserError: [^]*from \/kubeless\/handler\.rb:4:in /)
  },
  'ruby',
)

for (const kind of ['throw later', 'reject later'])
  everywhere(
    `answers a call whose code would ${kind}, and the next`,
    async (shim) => {
      const path = `/?do=${encodeURIComponent(kind)}`
      for (let round = 0; round < 2; round++) {
        const { answer, log } = await shim.watched({ path }, /handler\.js:\d+/)
        expect(answer).toMatchObject({ status: 500, headers: { 'x-kubeless-error': 'exception' } })
        expect(log).toMatch(/late|nobody awaits/)
      }
    },
    'nodejs',
  )

everywhere(
  'lets the function send the answer itself, at once or in parts',
  async (shim) => {
    expect(await shim.call({ path: '/?do=send' })).toMatchObject({ status: 201, text: 'sent' })
    const { text, headers } = await shim.call({ path: '/?do=stream' })
    expect([text, headers['content-type']]).toEqual(['a,b\n1,2\n', 'text/csv'])
  },
  'nodejs',
)

everywhere(
  'answers the preflight of a browser itself',
  async (shim) => {
    const headers = { origin: 'http://x', 'access-control-request-method': 'PUT' }
    const answer = await shim.call({ method: 'OPTIONS', path: '/?do=raise', headers })
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-methods': 'PUT' } })
  },
  'nodejs',
  'go',
)
