import { expect, test } from 'vitest'
import { errorIn } from './call-error.ts'

const lines = (text: string) => text.split('\n').map((line) => ({ text: line }))

/** `file:line`, in brackets where the file is not the function's own. */
function told(text: string): { message: string; frames: string[] } | undefined {
  const error = errorIn(lines(text))
  return (
    error && {
      message: error.message,
      frames: error.frames.map(({ file, line, isOwn }) => (isOwn ? `${file}:${line}` : `(${file}:${line})`)),
    }
  )
}

// What the shims wrote, and the languages themselves.
const cases = [
  {
    name: 'Python: the innermost frame comes first',
    text: `{'data': {}}
Traceback (most recent call last):
  File "/kubeless/.shim/shim.py", line 91, in call
    return function(event, context)
  File "/kubeless/handler.py", line 14, in find
    return first(event)
           ^^^^^^^^^^^^
  File "/kubeless/handler.py", line 9, in first
    term = event['data']['term']
KeyError: 'term'
127.0.0.1 - - [x] "POST / HTTP/1.1" 500 21`,
    message: "KeyError: 'term'",
    frames: ['handler.py:9', 'handler.py:14', '(/kubeless/.shim/shim.py:91)'],
  },
  {
    name: 'Python: of chained exceptions the last one counts; files of the library are not the function’s',
    text: `Traceback (most recent call last):
  File "/kubeless/lib/deep/find.py", line 5, in look
    return data["nope"]
           ~~~~^^^^^^^^
KeyError: 'nope'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/kubeless/handler.py", line 4, in hello
    return find.look({})
           ^^^^^^^^^^^^^
  File "/kubeless/lib/deep/find.py", line 7, in look
    return json.loads("{")
           ^^^^^^^^^^^^^^^
  File "/root/.pyenv/versions/3.11.7/lib/python3.11/json/__init__.py", line 346, in loads
    return _default_decoder.decode(s)
           ^^^^^^^^^^^^^^^^^^^^^^^^^^
json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)`,
    message:
      'json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)',
    frames: [
      '(/root/.pyenv/versions/3.11.7/lib/python3.11/json/__init__.py:346)',
      'lib/deep/find.py:7',
      'handler.py:4',
    ],
  },
  {
    name: 'Node: the error comes first, and what caused it is no error of its own',
    text: `before
TypeError: outer
    at exports.look (/kubeless/lib/find.js:3:9)
    at /kubeless/handler.js:4:30
    at Array.map (<anonymous>)
    at async exports.hello (/kubeless/handler.js:9:14)
Caused by: Error: inner cause
    at exports.look (/kubeless/lib/find.js:2:17)
    at /kubeless/handler.js:4:30
::1 - - "POST / HTTP/1.1" 500 21`,
    message: 'TypeError: outer',
    frames: ['lib/find.js:3', 'handler.js:4', 'handler.js:9'],
  },
  {
    name: 'Node: packages, Node itself and the shim are not the function’s',
    text: `TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string.
    at Object.readFileSync (node:fs:441:20)
    at read (/kubeless/node_modules/y/index.js:3:5)
    at hello (/kubeless/handler.js:3:10)
    at call (/kubeless/.shim/shim.mjs:40:12)`,
    message: 'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string.',
    frames: [
      '(node:fs:441)',
      '(/kubeless/node_modules/y/index.js:3)',
      'handler.js:3',
      '(/kubeless/.shim/shim.mjs:40)',
    ],
  },
  {
    name: 'Node: the line that upstream’s runtime puts under the file’s name is not the function’s',
    text: `Function failed to execute: TypeError: Cannot read properties of undefined (reading 'x')
    at hello (/kubeless/handler.js:7:15)
    at /kubeless/handler.js:2:30
    at Script.runInContext (vm.js:133:20)`,
    message: "TypeError: Cannot read properties of undefined (reading 'x')",
    frames: ['handler.js:7', '(handler.js:2)', '(vm.js:133)'],
  },
  {
    name: 'Ruby: a call of something built in is told once',
    text: `KeyError: no such key
    from /kubeless/handler.rb:8:in \`rescue in middle'
    from /kubeless/handler.rb:5:in \`middle'
    from /kubeless/handler.rb:12:in \`hello'
Caused by ArgumentError: invalid value for Integer(): "x"
    from /kubeless/handler.rb:2:in \`Integer'
    from /kubeless/handler.rb:2:in \`inner'`,
    message: 'KeyError: no such key',
    frames: ['handler.rb:8', 'handler.rb:5', 'handler.rb:12'],
  },
  {
    name: 'Ruby: a message of several lines, in a file of an archive',
    text: `NoMethodError: undefined method \`nope' for 1:Integer

  x.nope
   ^^^^^
    from /kubeless/lib/deep/find.rb:2:in \`look'
    from /kubeless/handler.rb:4:in \`hello'`,
    message: "NoMethodError: undefined method `nope' for 1:Integer",
    frames: ['lib/deep/find.rb:2', 'handler.rb:4'],
  },
  {
    name: 'Ruby: a process that ended by an error',
    text: `/usr/lib/ruby/3.1.0/json/common.rb:216:in \`parse': 859: unexpected token at '{nope' (JSON::ParserError)
	from /usr/lib/ruby/3.1.0/json/common.rb:216:in \`parse'
	from /data/node/pods/f9a36e8c/volumes/rb-json/handler.rb:4:in \`read'
	from /data/node/pods/f9a36e8c/volumes/rb-json/.shim/shim_call.rb:40:in \`call'`,
    message: "859: unexpected token at '{nope' (JSON::ParserError)",
    frames: [
      '(/usr/lib/ruby/3.1.0/json/common.rb:216)',
      'handler.rb:4',
      '(/data/node/pods/f9a36e8c/volumes/rb-json/.shim/shim_call.rb:40)',
    ],
  },
  {
    name: 'PHP: the line of the error names the place',
    text: `RuntimeException: cannot divide in /kubeless/handler.php:10
    at /kubeless/handler.php:15, calling middle
Caused by DivisionByZeroError: Division by zero in /kubeless/handler.php:3
    at /kubeless/handler.php:3, calling intdiv
    at /kubeless/handler.php:8, calling inner`,
    message: 'RuntimeException: cannot divide',
    frames: ['handler.php:10', 'handler.php:15'],
  },
  {
    name: 'PHP: a file of an archive',
    text: `Error: Call to a member function nope() on int in /kubeless/lib/find.php:4
    at /kubeless/handler.php:5, calling look`,
    message: 'Error: Call to a member function nope() on int',
    frames: ['lib/find.php:4', 'handler.php:5'],
  },
  {
    name: 'PHP: what ends the process, after mere warnings',
    text: `Warning: Undefined variable $nope in /data/node/pods/851173ec/volumes/php-fatal/handler.php on line 6
Fatal error: Allowed memory size of 9223372036854775807 bytes exhausted (tried to allocate 9223372036854779904 bytes) in /data/node/pods/851173ec/volumes/php-fatal/handler.php on line 3
The process of hello ended with exit code 255 before it had answered.`,
    message:
      'Fatal error: Allowed memory size of 9223372036854775807 bytes exhausted (tried to allocate 9223372036854779904 bytes)',
    frames: ['handler.php:3'],
  },
  {
    name: 'PHP: what nothing caught, as PHP tells it itself',
    text: `PHP Fatal error:  Uncaught Exception: no in /kubeless/handler.php:5
Stack trace:
#0 /kubeless/handler.php(12): inner()
#1 {main}
  thrown in /kubeless/handler.php on line 5`,
    message: 'Fatal error:  Uncaught Exception: no',
    frames: ['handler.php:5', 'handler.php:12'],
  },
  {
    name: 'Go: a panic, with the library in between',
    text: `panic: runtime error: index out of range [3] with length 0
	at function.inner (/kubeless/handler.go:10)
	at function.middle.func1 (/kubeless/handler.go:14)
	at strings.Map (strings/strings.go:475)
	at function.middle (/kubeless/handler.go:14)
	at function.Hello (/kubeless/handler.go:18)`,
    message: 'panic: runtime error: index out of range [3] with length 0',
    frames: ['handler.go:10', 'handler.go:14', '(strings/strings.go:475)', 'handler.go:14', 'handler.go:18'],
  },
  {
    name: 'Go: a panic of a goroutine ends the process',
    text: `panic: later

goroutine 3 [running]:
function.Hello.func1()
	function/handler.go:10 +0x49
created by function.Hello
	function/handler.go:9 +0xa5
The process of Hello ended with exit code 2 before it had answered.`,
    message: 'panic: later',
    frames: ['handler.go:10'],
  },
]

test.each(cases)('$name', ({ text, message, frames }) => expect(told(text)).toEqual({ message, frames }))

test('the error written last is the one that failed the call', () => {
  const text = `Error: caught
    at first (/kubeless/handler.js:2:3)
going on
RangeError: not caught
    at second (/kubeless/handler.js:5:7)`
  expect(told(text)).toEqual({ message: 'RangeError: not caught', frames: ['handler.js:5'] })
})

test.each([
  ['a word about a file', 'handler.py:3 is where I am'],
  ['an error of a library alone', 'Error: no\n    at x (/kubeless/node_modules/y/index.js:3:5)'],
  ['frames without an error', 'hello\n    at first (/kubeless/handler.js:2:3)'],
  ['a traceback without frames', 'Traceback (most recent call last):\nKeyError: 1'],
  ['nothing', ''],
])('%s is no error', (_, text) => expect(told(text)).toBeUndefined())
