/**
 * Something asked for that cannot be made. Its author is told, in an Event and a condition; trying again
 * helps only after somebody has changed something.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  /** One word for programs, as Kubernetes writes reasons: `RuntimeUnknown`. */
  readonly reason: string

  /** `message` says what is wrong and what to do, in whole sentences. */
  constructor(reason: string, message: string) {
    super(message)
    this.reason = reason
  }
}
