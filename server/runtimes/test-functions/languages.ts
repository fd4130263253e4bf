/** The languages that shims.test.ts asks, and what is different about each. */
import { readFileSync } from 'node:fs'

export interface LanguageUnderTest {
  /** ID of the runtime. */
  id: string
  /** A command that succeeds where the language is. */
  probe: [string, ...string[]]
  /** What installs it on Debian. */
  install: string
  file: string
  handler: string
  code: string
  /** `context`'s timeout of sixty seconds, as upstream gives it. */
  timeout: string
  /** What the log says about an error raised in the function. */
  raised: RegExp
  /** Code that cannot be loaded or compiled, and what is said about it. */
  broken: { code: string; says: RegExp }
  /** Whether a body of type application/json arrives parsed. */
  parsesJson: boolean
  /** Whether a global variable keeps its value from one call to the next. */
  keepsState: boolean
}

function codeOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
}

export const languagesUnderTest: LanguageUnderTest[] = [
  {
    id: 'python',
    probe: ['python3', '--version'],
    install: 'apt-get install python3',
    file: 'handler.py',
    handler: 'answer',
    code: codeOf('handler.py'),
    timeout: '60.0',
    raised:
      /Traceback[^]*File "\/kubeless\/handler\.py", line \d+, in answer[^]*in deeper[^]*KeyError: 'wanted'\n/,
    broken: {
      code: 'def answer(event, context):\n    return (\n',
      says: /File "\/kubeless\/handler\.py", line 2[^]*SyntaxError/,
    },
    parsesJson: true,
    keepsState: false,
  },
  {
    id: 'nodejs',
    probe: ['node', '--version'],
    install: 'apt-get install nodejs',
    file: 'handler.js',
    handler: 'answer',
    code: codeOf('handler.js'),
    timeout: '60',
    raised: /RangeError: wanted\n\s+at deeper \(\/kubeless\/handler\.js:\d+:\d+\)[^]*\n/,
    broken: {
      code: 'exports.answer = () => {\n  return (\n}\n',
      says: /\/kubeless\/handler\.js:3\n[^]*SyntaxError/,
    },
    parsesJson: true,
    keepsState: true,
  },
  {
    id: 'ruby',
    probe: ['ruby', '--version'],
    install: 'apt-get install ruby',
    file: 'handler.rb',
    handler: 'answer',
    code: codeOf('handler.rb'),
    timeout: '60',
    raised: /KeyError: wanted\n\s+from \/kubeless\/handler\.rb:\d+:in [^]*answer'\n/,
    broken: {
      code: 'def answer(event, context)\n  (1 +\nend\n',
      says: /SyntaxError: \/kubeless\/handler\.rb:3/,
    },
    parsesJson: true,
    keepsState: false,
  },
  {
    id: 'go',
    probe: ['go', 'version'],
    install: 'apt-get install golang-go',
    file: 'handler.go',
    handler: 'Answer',
    code: codeOf('handler.go.txt'),
    timeout: '60',
    raised:
      /panic: wanted\n\s+at function\.deeper \(\/kubeless\/handler\.go:\d+\)\n[^]*function\.Answer [^]*\n/,
    broken: {
      code: 'package kubeless\n\nfunc Answer() {\n  nothere()\n}\n',
      says: /handler\.go:4:3: undefined: nothere/,
    },
    parsesJson: false,
    keepsState: true,
  },
  {
    id: 'php',
    probe: ['php', '--version'],
    install: 'apt-get install php-cli',
    file: 'handler.php',
    handler: 'answer',
    code: codeOf('handler.php'),
    timeout: '60',
    raised:
      /RangeException: wanted in \/kubeless\/handler\.php:\d+\n\s+at \/kubeless\/handler\.php:\d+, calling deeper\n/,
    broken: {
      code: '<?php\nfunction answer($event, $context)\n{\n    return (1 +;\n}\n',
      says: /ParseError: [^]*\/kubeless\/handler\.php:4\n/,
    },
    parsesJson: true,
    keepsState: false,
  },
]
