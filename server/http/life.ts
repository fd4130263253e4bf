/** The end of a server: what is told to stop at once, and what is let finish for a while. */
import { AppError } from '../errors.ts'

export interface Life {
  /** Aborts when the server begins to stop: streams say goodbye. */
  readonly streams: AbortSignal
  /** Aborts when running calls have had their time. */
  readonly calls: AbortSignal
  readonly isStopping: boolean
  /** No new work from now on. */
  stop(): void
  /** Nothing is waited for any longer. */
  cut(): void
}

export function startLife(): Life {
  const streams = new AbortController()
  const calls = new AbortController()
  return {
    streams: streams.signal,
    calls: calls.signal,
    get isStopping() {
      return streams.signal.aborted
    },
    stop: () => streams.abort(),
    cut: () =>
      calls.abort(
        new AppError(503, 'shutting_down', 'Kubeless UI has stopped before the answer was there.', {
          hint: 'It may or may not have done its work: look before you try again.',
          retryAfterSeconds: 5,
        }),
      ),
  }
}
