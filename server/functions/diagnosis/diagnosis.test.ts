import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { DiagnosedFunction } from './diagnosis.ts'
import { readInstallOutput } from './install-output.ts'
import { readNodeOutput } from './node-output.ts'
import { readCompileOutput, readPrepareOutput } from './prepare-output.ts'
import { readPythonOutput } from './python-output.ts'

const python: DiagnosedFunction = {
  module: 'handler',
  entry: 'hello',
  deps: 'flask\n# mine\nnosuchpackage==9.9\n',
  depsFileName: 'requirements.txt',
}
const node: DiagnosedFunction = {
  module: 'handler',
  entry: 'hello',
  deps: '{\n  "dependencies": {\n    "left-pad": "^99.0.0",\n    "nosuch-pkg": "1"\n  }\n}\n',
  depsFileName: 'package.json',
}
const logs = JSON.parse(readFileSync(new URL('../recordings/logs.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>

const inShim = `Traceback (most recent call last):
  File "/kubeless-shim/shim.py", line 88, in load
    module = importlib.import_module(name)
  File "/usr/lib/python3.11/importlib/__init__.py", line 126, in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
`

test.each([
  [
    'a recorded syntax error',
    logs['crashed-current'],
    'Syntax error in handler.py, line 1: invalid syntax.',
    1,
  ],
  [
    'a syntax error of a newer Python',
    `  File "/kubeless/handler.py", line 2\n    return event['data'\n                ^\nSyntaxError: '[' was never closed (handler.py, line 2)\n`,
    "Syntax error in handler.py, line 2: '[' was never closed.",
    2,
  ],
  [
    'wrong indentation',
    `${inShim}  File "/kubeless/handler.py", line 3\n    return 1\nIndentationError: unexpected indent\n`,
    'Syntax error in handler.py, line 3: unexpected indent.',
    3,
  ],
  [
    'an exception in the module, seen through a package',
    `${inShim}  File "/kubeless/handler.py", line 7, in <module>\n    load(1)\n  File "/kubeless/.packages/lib/x.py", line 50, in load\n    raise ValueError(n)\nValueError: 1\n`,
    'ValueError in handler.py, line 7: 1.',
    7,
  ],
  [
    'an exception while another one was handled',
    `${inShim}  File "/kubeless/handler.py", line 4, in <module>\n    a()\nKeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/kubeless/handler.py", line 6, in <module>\n    b()\nNameError: name 'b' is not defined\n`,
    "NameError in handler.py, line 6: name 'b' is not defined.",
    6,
  ],
])('%s of Python names the line', (_, output, reason, line) => {
  expect(readPythonOutput(output ?? '', python)).toMatchObject({
    reason,
    location: { file: 'handler.py', line },
  })
})

test('a missing Python module says which package to add', () => {
  const output = (name: string) =>
    `${inShim}  File "/kubeless/handler.py", line 1, in <module>\n    import x\nModuleNotFoundError: No module named '${name}'\n`
  expect(readPythonOutput(output('requests'), python)).toEqual({
    reason: 'The module requests is not installed (handler.py, line 1).',
    hint: 'Add requests to requirements.txt and deploy again.',
    location: { file: 'handler.py', line: 1 },
    subject: { type: 'package', name: 'requests' },
  })
  expect(readPythonOutput(output('yaml.nodes'), python)?.hint).toContain('Add PyYAML')
})

test('a handler that names nothing says so', () => {
  const none = `${inShim}ModuleNotFoundError: No module named 'handler'\n`
  expect(readPythonOutput(none, python)?.reason).toBe(
    'There is no file handler.py to load the handler handler.hello from.',
  )
  const wrong = `${inShim}AttributeError: module 'handler' has no attribute 'hello'\n`
  expect(readPythonOutput(wrong, python)?.reason).toBe('handler.py has no function hello.')
})

test('output without an error says nothing', () => {
  expect(readPythonOutput('listening\nhello: world\n', python)).toBeUndefined()
  expect(readNodeOutput('listening\nError counter: 0\n', node)).toBeUndefined()
})

test.each([
  [
    'a syntax error',
    `/kubeless/handler.js:3\n  return foo(\n            ^\n\nSyntaxError: Unexpected token '}'\n    at wrapSafe (node:internal/modules/cjs/loader:1464:18)\n\nNode.js v20.20.2\n`,
    "Syntax error in handler.js, line 3: Unexpected token '}'.",
    { file: 'handler.js', line: 3, column: 13 },
  ],
  [
    'an error while loading',
    `/kubeless/handler.js:2\nconst x = y\n          ^\n\nReferenceError: y is not defined\n    at Object.<anonymous> (/kubeless/handler.js:2:11)\n    at Module._compile (node:internal/modules/cjs/loader:1554:14)\n    at file:///kubeless-shim/shim.mjs:40:3\n`,
    'ReferenceError in handler.js, line 2: y is not defined.',
    { file: 'handler.js', line: 2, column: 11 },
  ],
  [
    'a missing module',
    `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '@scope/pkg/sub'\nRequire stack:\n- /kubeless/handler.js\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)\n    at Object.<anonymous> (/kubeless/handler.js:1:14)\n`,
    'The module @scope/pkg/sub is not installed (handler.js, line 1).',
    { file: 'handler.js', line: 1, column: 14 },
  ],
  [
    'a recorded error of a call',
    logs['js-error'],
    'SyntaxError in handler.js, line 2: Unexpected token n in JSON at position 1.',
    { file: 'handler.js', line: 2, column: 20 },
  ],
])('%s of Node names the place, and is not taken for Python’s', (_, output, reason, location) => {
  expect(readPythonOutput(output ?? '', node)).toBeUndefined()
  expect(readNodeOutput(output ?? '', node)).toMatchObject({ reason, location })
})

test('a missing Node module says what to add, and where', () => {
  const output = `Error: Cannot find module 'lodash/fp'\nRequire stack:\n- /kubeless/handler.js\n`
  expect(readNodeOutput(output, node)?.hint).toBe(
    'Add "lodash" to the dependencies in package.json and deploy again.',
  )
})

test.each([
  [
    'recorded pip',
    logs['init-install'],
    python,
    'The package index has no package nosuchpackage==9.9.',
    { file: 'requirements.txt', line: 3 },
  ],
  [
    'pip with other versions',
    'ERROR: Could not find a version that satisfies the requirement flask==99 (from versions: 1.0, 2.0, 3.1.0)\nERROR: No matching distribution found for flask==99\n',
    python,
    'There is no version of flask that fits flask==99.',
    { file: 'requirements.txt', line: 1 },
  ],
  [
    'pip that cannot read a line',
    "ERROR: Invalid requirement: 'not a package': Expected end or semicolon (after name and no valid version specifier)\n    not a package\n        ^ (from line 4 of /kubeless/requirements.txt)\n",
    python,
    'pip cannot read line 4 of requirements.txt: not a package.',
    { file: 'requirements.txt', line: 4 },
  ],
  [
    'npm without such a package',
    "npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/nosuch-pkg - Not found\nnpm error 404\nnpm error 404  'nosuch-pkg@1' is not in this registry.\n",
    node,
    'The registry has no package nosuch-pkg.',
    { file: 'package.json', line: 4 },
  ],
  [
    'npm without such a version',
    'npm ERR! code ETARGET\nnpm ERR! notarget No matching version found for left-pad@^99.0.0.\n',
    node,
    'There is no version left-pad@^99.0.0.',
    { file: 'package.json', line: 3 },
  ],
  [
    'npm without a file that is named',
    'npm error code ENOENT\nnpm error syscall open\nnpm error path /kubeless/left-pad-1.0.0.tgz\nnpm error errno -2\n',
    node,
    'There is no file left-pad-1.0.0.tgz beside package.json.',
    { file: 'package.json', line: 1 },
  ],
  [
    'npm with a broken file',
    'npm error code EJSONPARSE\nnpm error JSON.parse Expected double-quoted property name in JSON at position 30 (line 3 column 5) while parsing\n',
    node,
    'package.json is not JSON (line 3).',
    { file: 'package.json', line: 3, column: 5 },
  ],
])('%s says which line of the dependency file is at fault', (_, output, of, reason, location) => {
  expect(readInstallOutput(output ?? '', of)).toMatchObject({ reason, location })
})

test('a package index out of reach is not the fault of the packages', () => {
  const pip =
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(': Failed to establish a new connection'\nERROR: Could not find a version that satisfies the requirement flask (from versions: none)\n"
  const npm = 'npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org/x failed\n'
  for (const output of [pip, npm])
    expect(readInstallOutput(output, python).reason).toContain('the package index cannot be reached')
})

test('whatever else a step says is quoted', () => {
  expect(readInstallOutput('something\nfatal error: boom\n', python).reason).toContain('fatal error: boom')
  expect(readInstallOutput('', python).reason).toBe('The dependencies could not be installed.')
  expect(readPrepareOutput('').reason).toBe('The code could not be brought into the pod.')
})

test('code that is not what was saved is told from code that cannot be fetched', () => {
  expect(readPrepareOutput(logs['init-prepare-badchecksum'] ?? '').reason).toContain('its checksum differs')
  expect(readPrepareOutput('curl: (6) Could not resolve host: nowhere').reason).toContain(
    'Could not resolve host',
  )
})

test('a compiler names file and line', () => {
  expect(readCompileOutput('# function\n./handler.go:7:2: undefined: foo\n').location).toEqual({
    file: 'handler.go',
    line: 7,
    column: 2,
  })
})

test('a place in an archive is named with its folders', () => {
  const inPython = `Traceback (most recent call last):
  File "/kubeless/handler.py", line 1, in <module>
    from lib import find
  File "/data/node/pods/1-2/volumes/hello/lib/find.py", line 3, in <module>
    import nothere
ModuleNotFoundError: No module named 'nothere'
`
  expect(readPythonOutput(inPython, python)?.location).toEqual({ file: 'lib/find.py', line: 3 })
  const inNode = `TypeError: no
    at Object.<anonymous> (/kubeless/lib/find.js:2:7)
    at Object.<anonymous> (/kubeless/handler.js:1:9)
`
  expect(readNodeOutput(inNode, node)?.location).toEqual({ file: 'lib/find.js', line: 2, column: 7 })
})
