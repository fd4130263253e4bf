import { expect, test } from 'vitest'
import { surelyLacks } from './entries.ts'
import { plainCode } from './plain-code.ts'

test.each([
  ['python', 'a = "x # y" # b\n"""one\ntwo"""\nc', 'a = "     "    \n"     \n     "\nc'],
  ['python', "it's\nd = 'e'", "it's\nd = ' '"],
  ['nodejs', 'a / b; /* c\n */ d = /[/"]/g // e', 'a / b;     \n    d = /    /g     '],
  ['nodejs', 'f(`a ${b(`c`, { d: 1 })} e`, g)', 'f(`                       `, g)'],
  [
    'ruby',
    '=begin\na\n=end\nb = <<~TEXT.strip\n  c\n  TEXT\nd',
    '      \n \n    \nb = <<~TEXT.strip\n   \n      \nd',
  ],
  ['php', "<?php $a = 'b\nc'; # d", "<?php $a = ' \n ';    "],
  ['go', 'a := `b\n"` // c', 'a := ` \n `     '],
] as const)('of %s, comments and the contents of strings become spaces (%#)', (language, code, plain) => {
  expect(plainCode(code, language)).toBe(plain)
})

test('strings can be kept', () => {
  expect(plainCode("a = 'b' # c", 'python', true)).toBe("a = 'b'    ")
})

test.each(['/*', '"""', '`${', "'", '=/[', '<<A\n', 'exports={', 'import  '])(
  'however often %j is opened and never closed, the code is read to its end',
  (piece) => {
    const code = piece.repeat(6_000 / piece.length)
    for (const language of ['python', 'nodejs', 'php'] as const)
      expect(surelyLacks(code, language, 'hello')).toEqual(expect.any(Boolean))
  },
)
