import { expect, test } from 'vitest'
import { levelAfter, noLevel } from './log-level.ts'

function levels(text: string) {
  let state = noLevel
  return text.split('\n').map((line) => (state = levelAfter(state, line)).level)
}

test.each([
  ['{"level":"error","msg":"no"}', 'error'],
  ['{"msg":"no","severity":"WARNING"}', 'warning'],
  ['{"level":30,"time":1,"msg":"pino"}', 'info'],
  ['{"level":60}', 'error'],
  ['{"Level":"Debug"}', 'debug'],
  ['{"log.level":"warn"}', 'warning'],
  [`{"level":"error","msg":"${'x'.repeat(10_000)}"}`, 'error'],
  ['time=2026-11-27T10:00:00Z level=warn msg="slow"', 'warning'],
  ['ERROR:root:no', 'error'],
  ['WARNING:app:slow', 'warning'],
  ['2026-11-27 10:00:00,000 - app.db - ERROR - no', 'error'],
  ['2026-11-27 10:00:00,000 INFO in app: fine', 'info'],
  ['2026-11-27T10:00:00Z DEBUG fine', 'debug'],
  ['[WARN] slow', 'warning'],
  ['[2026-11-27 10:00:00] [error] no', 'error'],
  ['E, [2026-11-27T10:00:00.000000 #7] ERROR -- : no', 'error'],
  ['E1127 10:00:00.000000       1 main.go:3] no', 'error'],
  ['W1127 10:00:00.000000       1 main.go:3] no', 'warning'],
  ['error: no', 'error'],
  ['ERROR no', 'error'],
  ['ERROR: Could not find a version that satisfies the requirement nope', 'error'],
  ['npm ERR! code E404', 'error'],
  ['npm error enoent no such file', 'error'],
  ['npm warn deprecated x', 'warning'],
  ['WARN: slow', 'warning'],
  ['PHP Warning:  no in /kubeless/handler.php on line 2', 'warning'],
  ['PHP Fatal error:  Uncaught Exception: no', 'error'],
  ['TypeError: x is not a function', 'error'],
  ['Uncaught Error: no', 'error'],
  ['my.own.TroubleError: no', 'error'],
  ['java.lang.IllegalStateException: no', 'error'],
  ['panic: runtime error: index out of range', 'error'],
  ["/kubeless/handler.rb:2:in `hello': no (RuntimeError)", 'error'],
])('%s', (text, level) => expect(levels(text)).toEqual([level]))

test.each([
  'an error occurred, perhaps',
  '0 errors, 3 warnings',
  'errors: 0',
  'ErrorCount 3',
  'INFORMATION is beautiful',
  'I said ERROR once',
  'he said ERROR once',
  '{"message":"level: error"}',
  '{"level":{"name":"error"}}',
  '{"level":7}',
  '{not json, level: error}',
  "{'level': 'error'}",
  '127.0.0.1 - - [27/Nov/2026:10:00:00 +0000] "GET /error HTTP/1.1" 500 3 "" "" 0/12',
  '  at nowhere in particular',
  '',
])('no level: %s', (text) => expect(levels(text)).toEqual([undefined]))

test('a Python traceback is an error to its last line, chains and blank lines included', () => {
  const text = `before
Traceback (most recent call last):
  File "/kubeless/handler.py", line 2, in a
    return data["x"]
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/kubeless/handler.py", line 4, in a
my_own.Trouble: no
after`
  expect(levels(text)).toEqual([undefined, ...Array<string>(10).fill('error'), undefined])
})

test('a stack has the level of the line before it', () => {
  const text = `TypeError: no
    at inner (/kubeless/handler.js:7:15)
    at call (/kubeless/.shim/shim.js:40:12) {
  code: 'E'
}
fine
[WARN] slow
    at inner (/kubeless/handler.js:7:15)
INFO fine
java.lang.IllegalStateException: no
\tat a.B.c(B.java:1)
Caused by: java.io.Trouble: no
\tat a.B.c(B.java:2)`
  expect(levels(text)).toEqual([
    ...Array<string>(5).fill('error'),
    undefined,
    ...Array<string>(2).fill('warning'),
    'info',
    ...Array<string>(4).fill('error'),
  ])
})
