import { expect, test } from 'vitest'
import { contrast, readableOn, readableText } from './readable-colours.ts'

const colours = ['0, 0, 0', '255, 255, 255', '255, 255, 0', '0, 0, 95', '128, 128, 128', '255, 0, 0']

function channels(css: string): [number, number, number][] {
  return [...css.matchAll(/rgb\((\d+), (\d+), (\d+)\)/g)].map((found) => [
    Number(found[1]),
    Number(found[2]),
    Number(found[3]),
  ])
}

test.each(colours)('%s is readable on the surfaces of both themes', (colour) => {
  const [onLight = [0, 0, 0], onDark = [0, 0, 0]] = channels(readableText(colour))
  expect(contrast(onLight, [213, 218, 230])).toBeGreaterThanOrEqual(4.5)
  expect(contrast(onDark, [43, 51, 69])).toBeGreaterThanOrEqual(4.5)
})

test.each(colours)('text on %s is readable, whatever was wished for', (background) => {
  const [behind = [0, 0, 0]] = channels(`rgb(${background})`)
  for (const wish of [undefined, ...colours]) {
    const [text = [0, 0, 0]] = channels(readableOn(background, wish))
    expect(contrast(text, behind)).toBeGreaterThanOrEqual(4.5)
  }
})

test('what is readable stays as it is', () => {
  expect(readableText('0, 0, 95')).toContain('light-dark(rgb(0, 0, 95),')
  expect(readableText('255, 255, 0')).toContain(', rgb(255, 255, 0))')
  expect(readableOn('255, 255, 200', '10, 10, 10')).toBe('rgb(10, 10, 10)')
})
