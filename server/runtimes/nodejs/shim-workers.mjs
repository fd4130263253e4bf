// The processes that the function runs in. Usually there is one, and it makes every call, several at a time, as
// Node does. A call is offered before it is made: a worker that does not take the offer is busy in a loop,
// and the call goes to another one, so that no call waits for one that is stuck.
import { seconds, settings } from './shim-settings.mjs'
import { Worker } from './shim-worker-process.mjs'
import { CallFailed, TimedOut, note } from './shim-failures.mjs'

const mostWorkers = 4
const mostCalls = 1000
/** So long a worker that is one too many may be idle. */
const idleMs = 30_000

export function startWorkers() {
  return new Workers()
}

class Workers {
  constructor() {
    this.all = new Set()
    this.running = 0
    this.loaded = this.start().loaded
  }

  /** `{ head, body }` of the answer; rejects with CallFailed. */
  async call(head, body) {
    if (this.running >= mostCalls)
      throw new CallFailed(
        503,
        'busy',
        `${settings.handler} is busy: too many calls are running. Try again later.`,
      )
    this.running++
    let worker
    const limit = timeLimit(settings.timeoutSeconds * 1000)
    try {
      worker = await this.findWorker(limit)
      return await worker.call(head, body, limit.reached)
    } catch (error) {
      if (!(error instanceof TimedOut)) throw error
      if (worker) this.giveUp(worker)
      const time = seconds(settings.timeoutSeconds)
      const text = `${settings.handler} did not answer within ${time}, its timeout, and was stopped.`
      note(text)
      throw new CallFailed(408, 'timeout', text)
    } finally {
      limit.clear()
      this.running--
    }
  }

  close() {
    this.isClosing = true
    for (const worker of this.all) worker.kill()
  }

  /** The first worker that says it takes a call. */
  async findWorker(limit) {
    while (!limit.isReached) {
      for (const worker of this.usable()) if (!worker.isSilent && (await worker.offer())) return worker
      if (this.all.size < mostWorkers) await Promise.race([this.start().loaded, limit.reached])
      else await Promise.race([limit.reached, ...[...this.all].map((worker) => worker.nextSign())])
    }
    throw new TimedOut()
  }

  usable() {
    return [...this.all].filter((worker) => !worker.isRetired)
  }

  start() {
    const worker = new Worker({
      onExit: (code) => {
        this.all.delete(worker)
        if (this.isClosing) return
        // What could not be loaded will not be the next time either: the worker has said why.
        if (!worker.isLoaded && !worker.isRetired) process.exit(code || 1)
        this.keepOne()
      },
      onRetire: () => this.keepOne(),
      onIdle: () => {
        clearTimeout(worker.idleTimer)
        worker.idleTimer = setTimeout(() => {
          if (worker.calls.size === 0 && this.usable().length > 1) worker.retire()
        }, idleMs).unref()
      },
    })
    this.all.add(worker)
    return worker
  }

  keepOne() {
    if (!this.isClosing && this.usable().length === 0 && this.all.size < mostWorkers) this.start()
  }

  /**
   * A call of this worker took too long. If the worker still listens, only that call hangs: the others may finish,
   * and then the process ends. If it does not, it is in a loop and ends now.
   */
  async giveUp(worker) {
    worker.retire()
    if (worker.isKilled) return
    if (await worker.offer()) worker.release()
    else worker.kill()
  }
}

/** `reached` rejects with TimedOut when the time is over. */
function timeLimit(ms) {
  const limit = { isReached: false }
  limit.reached = new Promise((_, reject) => {
    const timer = setTimeout(() => {
      limit.isReached = true
      reject(new TimedOut())
    }, ms)
    limit.clear = () => clearTimeout(timer)
  })
  limit.reached.catch(() => {})
  return limit
}
