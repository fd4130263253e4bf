import { expect, test } from 'vitest'
import { groupFrames } from './frame-groups.ts'

test('lines of the function stand alone, those of others in a row are one', () => {
  const frame = (file: string, isOwn: boolean) => ({ file, line: 1, isOwn })
  const frames = [
    frame('json/decoder.py', false),
    frame('json/__init__.py', false),
    frame('handler.py', true),
    frame('handler.py', true),
    frame('shim.py', false),
  ]
  expect(groupFrames(frames)).toEqual([
    { isOwn: false, frames: frames.slice(0, 2) },
    { isOwn: true, frame: frames[2] },
    { isOwn: true, frame: frames[3] },
    { isOwn: false, frames: [frames[4]] },
  ])
  expect(groupFrames([])).toEqual([])
})
