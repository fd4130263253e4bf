/**
 * The table of `invocation-warnings.ts`. Rules about shims are tried on the shims themselves (`runtimes/shims.test.ts`); those
 * about Kubeless's own images come from their source and from recordings of a cluster with them (Kubeless reference §4).
 */
import type { FunctionServer } from './functions.ts'
import type { ReadCall } from './invocation-warnings.ts'
import { imageWarnings } from './warnings-of-images.ts'
import { shimWarnings } from './warnings-of-shims.ts'
import { charsetOf, kubeless } from './warning-words.ts'

/** One thing that may surprise somebody. */
export interface WarningRule {
  id: string
  /** Whose calls it is about; undefined: a server nothing is known of. */
  of: (server: FunctionServer | undefined) => boolean
  /** Absent: always. */
  when?: (call: ReadCall) => boolean
  /** What will happen: what to do instead. */
  says: (call: ReadCall) => string
  isLasting?: boolean
}

const anybody = () => true

const generalWarnings: readonly WarningRule[] = [
  {
    id: 'body-not-sent',
    of: anybody,
    when: ({ hasUnsentBody }) => hasUnsentBody,
    says: ({ method }) => `${method} carries no body, so the function gets none: choose POST to send it.`,
  },
  {
    id: 'no-body-to-see',
    of: (server) => !kubeless('dotnetcore')(server),
    when: ({ method }) => method === 'HEAD',
    says: () => 'The answer to HEAD comes without its body: choose GET to see it.',
  },
  {
    id: 'charset',
    of: anybody,
    when: ({ body, isText, contentType }) =>
      body !== '' && isText && !/^(|utf-?8|us-ascii)$/i.test(charsetOf(contentType)),
    says: ({ contentType }) =>
      `The body goes out in UTF-8, not in ${charsetOf(contentType)} as its content type says: take the charset away.`,
  },
]

/** All rules, in the order in which they are said. */
export const warningRules: readonly WarningRule[] = [...generalWarnings, ...shimWarnings, ...imageWarnings]
