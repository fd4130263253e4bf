import { expect, test } from 'vitest'
import { covers } from './covers.ts'

test.each([
  ['what the server added', { a: 1 }, { a: 1, b: 2 }],
  ['nothing where nothing was asked for', { env: [], resources: {}, note: '', port: 0, tty: false }, {}],
  [
    'an amount in another spelling',
    { limits: { cpu: '0.5', memory: 134217728 } },
    { limits: { cpu: '500m', memory: '128Mi' } },
  ],
  [
    'an amount of a metric',
    { target: { type: 'Value', value: '1000m' } },
    { target: { type: 'Value', value: '1' } },
  ],
  ['lists of the same things', { args: ['a', { b: 1 }] }, { args: ['a', { b: 1, c: 2 }] }],
])('%s counts as wanted', (_, wanted, live) => {
  expect(covers(wanted, live)).toBe(true)
})

test.each([
  ['another value', { a: 1 }, { a: 2 }],
  ['a missing value', { a: 1 }, {}],
  ['a longer list', { env: [{ name: 'A' }] }, { env: [{ name: 'A' }, { name: 'B' }] }],
  ['a shorter list', { env: [{ name: 'A' }] }, { env: [] }],
  ['another amount', { limits: { cpu: '0.5' } }, { limits: { cpu: '400m' } }],
  [
    'a variable that only looks like an amount',
    { env: [{ name: 'A', value: '1.0' }] },
    { env: [{ name: 'A', value: '1' }] },
  ],
  ['text in place of an object', { a: { b: 1 } }, { a: 'b' }],
  ['an object in place of a list', { a: [1] }, { a: { 0: 1 } }],
])('%s does not', (_, wanted, live) => {
  expect(covers(wanted, live)).toBe(false)
})
