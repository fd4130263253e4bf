import { expect, test } from 'vitest'
import { errorIn } from './call-error.ts'

const lines = (text: string) => text.split('\n').map((line) => ({ text: line }))

test('Python: the innermost frame in the function’s own file comes first, frames of the runtime are left out', () => {
  const text = `{'data': {}}
Traceback (most recent call last):
  File "/kubeless/.shim/shim.py", line 91, in call
    return function(event, context)
  File "/kubeless/handler.py", line 14, in find
    return first(event)
           ^^^^^^^^^^^^
  File "/kubeless/handler.py", line 9, in first
    term = event['data']['term']
  File "/usr/lib/python3.11/json/decoder.py", line 3, in decode
KeyError: 'term'
127.0.0.1 - - [x] "POST / HTTP/1.1" 500 21`
  expect(errorIn(lines(text), ['handler.py'])).toEqual({
    message: "KeyError: 'term'",
    frames: [
      { file: 'handler.py', line: 9 },
      { file: 'handler.py', line: 14 },
    ],
  })
})

test('Python: of chained exceptions the last one counts', () => {
  const text = `Traceback (most recent call last):
  File "/kubeless/handler.py", line 2, in a
KeyError: 1

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/kubeless/handler.py", line 4, in a
my.own.Trouble: no`
  expect(errorIn(lines(text), ['handler.py'])).toEqual({
    message: 'my.own.Trouble: no',
    frames: [{ file: 'handler.py', line: 4 }],
  })
})

test('Node: the first frame in the function’s file is the one that failed', () => {
  const text = `before
TypeError: Cannot read properties of undefined (reading 'x')
    at inner (/kubeless/handler.js:7:15)
    at Object.hello (/kubeless/handler.js:3:10)
    at call (/kubeless/.shim/shim.js:40:12)
::1 - - "POST / HTTP/1.1" 500 21`
  expect(errorIn(lines(text), ['handler.js'])).toEqual({
    message: "TypeError: Cannot read properties of undefined (reading 'x')",
    frames: [
      { file: 'handler.js', line: 7, column: 15 },
      { file: 'handler.js', line: 3, column: 10 },
    ],
  })
})

test('Ruby and PHP name the place in the line of the error', () => {
  expect(
    errorIn(lines("/kubeless/handler.rb:2:in `hello': no (RuntimeError)\n\tfrom /x/shim.rb:3"), [
      'handler.rb',
    ]),
  ).toEqual({
    message: 'no (RuntimeError)',
    frames: [{ file: 'handler.rb', line: 2 }],
  })
  expect(
    errorIn(lines('PHP Fatal error:  Uncaught Exception: no in /kubeless/handler.php:5'), ['handler.php']),
  ).toEqual({
    message: 'PHP Fatal error:  Uncaught Exception: no',
    frames: [{ file: 'handler.php', line: 5 }],
  })
})

test('what only looks like it is no error', () => {
  expect(errorIn(lines('handler.py:3 is where I am'), ['handler.py'])).toBeUndefined()
  expect(
    errorIn(lines('Error: of a library\n    at x (/kubeless/node_modules/y/index.js:3:5)'), ['handler.js']),
  ).toBeUndefined()
  expect(errorIn(lines('Traceback (most recent call last):\nKeyError: 1'), ['handler.py'])).toBeUndefined()
  expect(errorIn([], ['handler.py'])).toBeUndefined()
})
