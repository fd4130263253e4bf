/** The frames of a trace as they are shown: each of the function's own, and runs of others as one. Pure. */
import type { Frame } from './traces/trace.ts'

export type FrameGroup =
  | { isOwn: true; frame: Frame }
  /** The innermost first; there is one at least. */
  | { isOwn: false; frames: [Frame, ...Frame[]] }

export function groupFrames(frames: readonly Frame[]): FrameGroup[] {
  const groups: FrameGroup[] = []
  for (const frame of frames) {
    const last = groups.at(-1)
    if (frame.isOwn) groups.push({ isOwn: true, frame })
    else if (last && !last.isOwn) last.frames.push(frame)
    else groups.push({ isOwn: false, frames: [frame] })
  }
  return groups
}
