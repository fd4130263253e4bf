/** How this process ends: in order when asked to, at once when asked twice, and by itself after a mistake of ours. */
import type { Logger } from 'pino'

export interface StoppableProcess {
  on(event: string, listener: (error: unknown) => void): unknown
  exit(code: number): unknown
}

export interface StopOptions {
  process: StoppableProcess
  log: Pick<Logger, 'error' | 'fatal'>
  /** Stopping may take so long; a little less than a kubelet's patience, so that the log says why. */
  longestStopMs: number
}

/**
 * The first signal closes what runs, the second ends it at once. A mistake of ours closes it too, since nothing is sure
 * after it, with exit code 1: whoever runs us starts us again.
 */
export function stopOnSignals(
  close: () => Promise<void>,
  { process, log, longestStopMs }: StopOptions,
): void {
  let isStopping = false
  const stop = (code: number) => {
    if (isStopping) return void process.exit(code || 1)
    isStopping = true
    setTimeout(() => {
      log.error('stopping took too long')
      process.exit(1)
    }, longestStopMs).unref()
    close().then(
      () => process.exit(code),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0))
  for (const mistake of ['uncaughtException', 'unhandledRejection'])
    process.on(mistake, (error) => {
      log.fatal({ err: error }, mistake)
      stop(1)
    })
}
