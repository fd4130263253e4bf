import type { FunctionState } from '#contract/functions.ts'

/** How a function is doing, in the word a person reads. */
export const stateWords: Record<FunctionState, string> = {
  ready: 'Ready',
  starting: 'Starting',
  deploying: 'Deploying',
  failing: 'Failing',
  stopped: 'Stopped',
  deleting: 'Deleting',
}
