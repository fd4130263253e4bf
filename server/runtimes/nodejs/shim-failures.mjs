// What can become of a call besides the function's own answer.
import { writeSync } from 'fs'

/** `kind` is the word for x-kubeless-error. */
export class CallFailed extends Error {
  constructor(status, kind, message) {
    super(message)
    this.status = status
    this.kind = kind
  }
}

export class TimedOut extends Error {}

/** A line on stderr. */
export function note(text) {
  try {
    writeSync(2, `${text}\n`)
  } catch {
    // Nobody reads.
  }
}
