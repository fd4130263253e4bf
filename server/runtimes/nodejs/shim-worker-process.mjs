// One worker as the server sees it: its process, the wire to it, the calls it is making.
import { spawn } from 'child_process'
import { fileURLToPath } from 'url'
import { CallFailed, note } from './shim-failures.mjs'
import { settings } from './shim-settings.mjs'
import { receive, send } from './shim-wire.mjs'

const program = fileURLToPath(new URL('shim-worker.mjs', import.meta.url))

/** So long a worker may leave an offer unanswered before it counts as stuck. */
const patienceMs = 300

export class Worker {
  constructor({ onExit, onRetire, onIdle }) {
    Object.assign(this, { onExit, onRetire, onIdle })
    this.calls = new Map()
    this.offers = []
    this.isHanding = false
    this.waiting = []
    this.lastId = 0
    /** It has left an offer unanswered, and said nothing since. */
    this.isSilent = false
    /** It gets no more calls. */
    this.isRetired = false
    this.isLoaded = false
    this.loaded = new Promise((resolve) => (this.markLoaded = resolve))
    // Detached: a group of its own, so that what it starts can be ended with it.
    this.process = spawn(process.execPath, [...process.execArgv, program], {
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
      detached: true,
    })
    this.process.on('error', (error) =>
      note(`The process of ${settings.handler} cannot be started: ${error.message}`),
    )
    this.process.on(
      'exit',
      (code, signal) => (this.end = signal ? `was killed by ${signal}` : `ended with exit code ${code}`),
    )
    this.process.on('close', (code) => this.hasEnded(code))
    this.wire = this.process.stdio[3]
    // Broken when the process has ended; how it ended says more.
    this.wire.on('error', () => {})
    receive(this.wire, (head, body) => this.read(head, body))
  }

  /** Whether it will take a call now. After a yes, `call` or `release` has to follow. */
  offer() {
    return new Promise((resolve) => {
      const offer = { isOpen: true, resolve }
      setTimeout(() => {
        if (!offer.isOpen) return
        offer.isOpen = false
        this.isSilent = true
        resolve(false)
      }, patienceMs)
      this.offers.push(offer)
      this.makeOffer()
    })
  }

  /** One at a time: whether it takes the next call is not known before it has begun with this one. */
  makeOffer() {
    if (this.isHanding || this.offers.length === 0) return
    this.isHanding = true
    send(this.wire, { type: 'offer' })
  }

  isTaken() {
    const offer = this.offers.shift()
    if (!offer.isOpen) return this.release()
    offer.isOpen = false
    offer.resolve(true)
  }

  release() {
    this.isHanding = false
    this.makeOffer()
  }

  /** `{ head, body }` of the answer; rejects with CallFailed, or as `limit` does. */
  async call(head, body, limit) {
    const id = ++this.lastId
    try {
      return await Promise.race([
        limit,
        new Promise((resolve, reject) => {
          this.calls.set(id, { resolve, reject })
          send(this.wire, { ...head, type: 'call', id }, body)
        }),
      ])
    } finally {
      this.calls.delete(id)
      if (this.isRetired) this.retire()
      else if (this.calls.size === 0) this.onIdle()
    }
  }

  /** Resolves when it has said something, or ended. */
  nextSign() {
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** No more calls; it ends once it has made those it has, at the latest when their time is up. */
  retire() {
    const isNew = !this.isRetired
    this.isRetired = true
    if (this.calls.size === 0) this.kill()
    else if (isNew) setTimeout(() => this.kill(), settings.timeoutSeconds * 1000).unref()
    if (isNew) this.onRetire()
  }

  /** With everything it started. */
  kill() {
    this.isKilled = true
    // Its number may be another process's by now.
    if (this.hasGone || !this.process.pid) return
    try {
      process.kill(-this.process.pid, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }

  read(head, body) {
    this.sign()
    if (head.type === 'loaded') {
      this.isLoaded = true
      this.markLoaded()
    }
    if (head.type === 'taken') this.isTaken()
    if (head.type === 'begun') this.release()
    if (head.type === 'answer') this.calls.get(head.id)?.resolve({ head, body })
    // It has seen an error that nobody caught: Node promises nothing for the rest of such a process's life.
    if (head.type === 'retire') this.retire()
  }

  sign() {
    this.isSilent = false
    for (const resolve of this.waiting.splice(0)) resolve()
  }

  hasEnded(code) {
    const wasKilled = this.isKilled
    this.onExit(code)
    this.isRetired = true
    // What it has left behind.
    this.kill()
    this.hasGone = true
    this.markLoaded()
    this.sign()
    for (const { resolve } of this.offers.splice(0)) resolve(false)
    if (this.calls.size === 0) return
    const text = wasKilled
      ? `The process of ${settings.handler} was stopped: another call in it did not end.`
      : `The process of ${settings.handler} ${this.end} before it had answered.`
    note(text)
    for (const { reject } of this.calls.values())
      reject(new CallFailed(500, 'crash', `Internal Server Error: ${text}`))
  }
}
