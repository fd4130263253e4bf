import { expect, test } from 'vitest'
import { longestLine, plainText, styleLine } from './log-text.ts'

const esc = '\u001b'
const joined = (text: string, files?: string[]) =>
  styleLine(text, files)
    .map((piece) => piece.text)
    .join('')

test('colours become styles', () => {
  expect(
    styleLine(`${esc}[1;31mred${esc}[0m plain ${esc}[38;5;208mpalette${esc}[0m${esc}[38;2;1;2;3mtrue`),
  ).toMatchObject([
    { text: 'red', colour: 'ansi-red', isBold: true },
    { text: ' plain ' },
    { text: 'palette', colour: '255, 135, 0' },
    { text: 'true', colour: '1, 2, 3' },
  ])
})

test.each([
  [`${esc}]0;new title\u0007text`, 'text'],
  [`${esc}]8;;http://example.org${esc}\\link${esc}]8;;${esc}\\`, 'link'],
  [`a${esc}[2Jb${esc}[10;20Hc${esc}[Kd`, 'abcd'],
  ['a\u0007\u0000\r\u009bb', 'ab'],
  ['pay \u202eexe.txt', 'pay exe.txt'],
  [`${esc}c${esc}(Bx`, 'x'],
  ['tab\tstays', 'tab\tstays'],
  ['<b>not html</b> &amp;', '<b>not html</b> &amp;'],
])('what steers a terminal is taken out of %j', (text, expected) => expect(joined(text)).toBe(expected))

test('places in the function’s files are found as Python and Node write them', () => {
  const files = ['handler.py', 'handler.js']
  expect(styleLine('  File "/kubeless/handler.py", line 12, in find', files)).toEqual([
    { text: '  File "/kubeless/' },
    { text: 'handler.py", line 12', place: { file: 'handler.py', line: 12, column: undefined } },
    { text: ', in find' },
  ])
  expect(styleLine('    at hello (/kubeless/handler.js:3:5)', files)[1]).toEqual({
    text: 'handler.js:3:5',
    place: { file: 'handler.js', line: 3, column: 5 },
  })
  expect(styleLine('/kubeless/handler.js:4', files)[1]?.place).toEqual({
    file: 'handler.js',
    line: 4,
    column: undefined,
  })
})

test.each([
  ['in /kubeless/handler.php on line 3', 'handler.php', 3],
  ['#0 /kubeless/handler.php(12): inner()', 'handler.php', 12],
  ['\tfrom /data/pods/1/volumes/x/lib/deep/find.rb:2:in `look', 'lib/deep/find.rb', 2],
  ['\tfunction/find/find.go:4 +0x49', 'find/find.go', 4],
])('the place in %j is found', (text, file, line) => {
  const files = ['find.rb', 'handler.php', 'lib/deep/find.rb', 'find/find.go']
  expect(styleLine(text, files).find(({ place }) => place)?.place).toMatchObject({ file, line })
})

test('a file of a package is none of the function’s, although it has the name of one', () => {
  const files = ['index.js', 'decoder.py']
  expect(styleLine('    at x (/kubeless/node_modules/y/index.js:3:5)', files)).toHaveLength(1)
  expect(styleLine('  File "/usr/lib/python3/json/decoder.py", line 3', files)).toHaveLength(1)
  expect(styleLine('see http://example.com/index.js:3', files)).toHaveLength(1)
})

test('other files and other words are no places', () => {
  expect(styleLine('File "/usr/lib/json/my-handler.py", line 3', ['handler.py'])).toHaveLength(1)
  expect(styleLine('handler.py is fine', ['handler.py'])).toHaveLength(1)
  expect(styleLine('handlerXpy:3', ['handler.py'])).toHaveLength(1)
})

test('an endless line is cut, and says by how much', () => {
  expect(joined('x'.repeat(longestLine + 7))).toMatch(/x… \(7 more characters\)$/)
})

test('plain text has no colours', () => {
  expect(plainText(`${esc}[32mok${esc}[0m <done>`)).toBe('ok <done>')
})
