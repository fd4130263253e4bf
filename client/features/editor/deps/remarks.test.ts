import { expect, test } from 'vitest'
import { remarksOn } from './remarks.ts'

/** Each remark as the page shows it. */
function said(fileName: string, text: string): string[] {
  return remarksOn(fileName, text).map(({ line, message, hint }) =>
    [`${line}: ${message}`, ...(hint === undefined ? [] : [hint])].join(' '),
  )
}

test.each([
  ['import requests', 'An import belongs into the code. Write requests.'],
  ['from yaml import load', 'An import belongs into the code. Write PyYAML.'],
  ['requests = "^2.31"', 'This is how other files name a package. Write requests>=2.31.'],
  ['"requests": "2.31.0",', 'This is how other files name a package. Write requests==2.31.0.'],
  ['requests=2.31', 'Between name and version stands ==. Write requests==2.31.'],
  ['requests 2.31', 'Between name and version stands ==. Write requests==2.31.'],
  ['requests@2.31', 'Between name and version stands ==. Write requests==2.31.'],
  ['requests flask', 'Each package stands on a line of its own.'],
  ['requests, flask', 'Each package stands on a line of its own.'],
  ['pip install requests', 'Only the names stand here, one a line. Write requests.'],
  ['requests^2', 'pip has no ^ and no bare ~. Write e.g. >=2,<3, or ~=2.1 for 2.1 and later 2.x.'],
  ['requests==', 'pip cannot read "requests==". Write e.g. requests==2.32.3.'],
  ['json', 'json comes with Python, it is not installed. Take the line out.'],
  ['cv2>=4', 'What is imported as cv2 is installed as opencv-python. Write opencv-python.'],
  ['--upgrade requests', 'pip knows no option --upgrade in this file.'],
])('requirements.txt: %j', (line, message) => {
  expect(said('requirements.txt', `flask\n${line}\n`)).toEqual([`2: ${message}`])
})

test('requirements.txt: whatever pip takes is left alone', () => {
  const text = `# all forms
requests
requests==2.32.3  # pinned
Flask[async,dotenv] >= 2, < 4
numpy (>=1.2)
a-b_c.d~=1.0
x===1!2.0+local
y!=1.*; python_version < "3.9" and sys_platform == 'linux'
z==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
mypkg @ git+https://example.com/a.git@main
git+https://example.com/a.git#egg=a
https://example.com/a-1.0.tar.gz
./local/package
wheel-1.0-py3-none-any.whl
-r other.txt
--index-url https://example.com/simple
--extra-index-url=https://example.com/simple
-e .
--no-binary :all:
`
  expect(said('requirements.txt', text)).toEqual([])
})

test.each([
  [
    '{\n  "dependencies": {\n    "ms": "2.1.3",\n  }\n}',
    '3: There is a comma after the last entry. Take it out.',
  ],
  [
    '{\n  "dependencies": {\n    "ms": "2.1.3"\n    "qs": "6"\n  }\n}',
    '3: A comma is missing at the end of this entry.',
  ],
  ["{\n  'dependencies': {}\n}", '2: Texts stand in double quotes, not in single ones.'],
  ['{\n  dependencies: {}\n}', '2: dependencies has to stand in double quotes. Write "dependencies".'],
  ['{\n  "dependencies": { "ms": ^2 }\n}', '2: ^2 has to stand in double quotes. Write "^2".'],
  ['{\n  // mine\n  "dependencies": {}\n}', '2: JSON has no comments. Take it out.'],
  ['{\n  "dependencies": {\n    "ms": "2"\n', '3: The { of line 2 is never closed. Add }.'],
  ['{ "dependencies" {} }', '1: A colon is missing after the name.'],
  ['{} }', '1: There is something after the end. Take it out.'],
  ['{ "a": "b }', '1: A text in double quotes does not end, or holds what JSON does not take.'],
  ['ms', '1: ms has to stand in double quotes. Write "ms".'],
  ['["ms"]', '1: It has to be an object. e.g. { "dependencies": { … } }'],
  ['{\n  "dependencies": ["ms"]\n}', '2: dependencies has to be an object of names and versions, in { }.'],
  [
    '{\n  "dependencies": {\n    "ms": 2\n  }\n}',
    '3: The version of ms has to be a text. Write e.g. "^2.1.3".',
  ],
  ['{\n  "dependencies": {\n    "ms 2": "2"\n  }\n}', '3: npm has no names like "ms 2".'],
  [
    '{\n  "ms": "2.1.3"\n}',
    '2: ms stands outside of dependencies, so it is not installed. Write { "dependencies": { "ms": "2.1.3" } }.',
  ],
])('package.json: %j', (text, message) => {
  expect(said('package.json', text)).toEqual([message])
})

test('package.json: what is right is left alone', () => {
  expect(
    said(
      'package.json',
      '{ "name": "a", "version": "1.0.0", "private": true, "dependencies": { "@scope/a": "^1", "b": "git+https://example.com/b.git" } }',
    ),
  ).toEqual([])
  expect(said('package.json', ' \n')).toEqual([])
  expect(said('package.json', `{ "a": ${'['.repeat(20_000)} }`)).toEqual(['1: It is nested too deep.'])
})

test.each([
  [
    'composer.json',
    '{\n  "require": {\n    "monolog": "^3"\n  }\n}',
    ['3: Composer’s packages are called vendor/package, which "monolog" is not.'],
  ],
  ['composer.json', '{ "require": { "php": ">=8.2", "ext-json": "*", "monolog/monolog": "^3" } }', []],
  [
    'Gemfile',
    "source 'https://rubygems.org'\n\ngem 'rack', '~> 3.0'\ngroup :test do\n  gem \"rspec\", require: false\nend\n",
    [],
  ],
  [
    'Gemfile',
    "gem 'rack'\n",
    ["1: It names no source, so nothing can be downloaded. Begin with source 'https://rubygems.org'."],
  ],
  [
    'Gemfile',
    "source 'https://rubygems.org'\nrack\n",
    ["2: The name of a gem stands in quotes, after gem. Write gem 'rack'."],
  ],
  [
    'Gemfile',
    "source 'https://rubygems.org'\ngem rack\n",
    ["2: The name of a gem stands in quotes, after gem. Write gem 'rack'."],
  ],
  ['Gemfile', "source 'https://rubygems.org'\ngem 'rack\n", ['2: A quote is not closed.']],
  [
    'Gemfile',
    "source 'https://rubygems.org'\ngem 'rack' '~> 3'\n",
    ['2: A comma is missing between name and version.'],
  ],
  ['Gemfile', "require 'rack'\n", ["1: A require belongs into the code. Write gem 'rack'."]],
  ['Gemfile', 'gem install rack\n', ["1: This is a command for a terminal. Write gem 'rack'."]],
  [
    'go.mod',
    'module function\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/b v1.2.3 // indirect\n)\n\nreplace github.com/a/b => ../b\n',
    [],
  ],
  [
    'go.mod',
    'go 1.22\n',
    ['1: It does not say which module it is, so what stands in it is not used. Begin with module function.'],
  ],
  [
    'go.mod',
    'module function\nrequire github.com/a/b\n',
    ['2: github.com/a/b needs a version. Write github.com/a/b v1.2.3.'],
  ],
  [
    'go.mod',
    'module function\nrequire github.com/a/b 1.2.3\n',
    ['2: A version is v and three numbers, which 1.2.3 is not. Write github.com/a/b v1.2.3.'],
  ],
  [
    'go.mod',
    'module function\ngithub.com/a/b v1.2.3\n',
    ['2: A module is asked for with require. Write require github.com/a/b v1.2.3, with its version.'],
  ],
  [
    'go.mod',
    'module function\ngo get github.com/a/b@latest\n',
    ['2: go get is a command for a terminal. Write require github.com/a/b v1.2.3, with its version.'],
  ],
  [
    'go.mod',
    'module function\nrequire (\n\tgithub.com/a/b v1.2.3\n',
    ['2: This bracket is never closed. Add ) on a line of its own.'],
  ],
  ['go.mod', 'module function\ngo latest\n', ['2: Behind go stands a version. Write e.g. go 1.22.']],
  ['pom.xml', '<project', []],
])('%s: %j', (fileName, text, messages) => {
  expect(said(fileName, text)).toEqual(messages)
})
