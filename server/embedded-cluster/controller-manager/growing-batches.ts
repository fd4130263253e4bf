/** Does a thing many times: once, then twice at once, then four times… so that what fails does not fail a hundred times. */
const mostAtOnce = 16

/** Rejects with the first failure, after the batch it happened in; what comes later is not begun. */
export async function inGrowingBatches(count: number, act: (index: number) => Promise<void>): Promise<void> {
  let done = 0
  for (let size = 1; done < count; size = Math.min(size * 2, mostAtOnce)) {
    const batch = Array.from({ length: Math.min(size, count - done) }, (_, index) => act(done + index))
    done += batch.length
    const failed = (await Promise.allSettled(batch)).find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }
}
