/**
 * What a function is given: the members of `event` and `context`, as data, one table per language. Facts: the shims of
 * `server/runtimes/`, and the Kubeless reference §4.1 for where Kubeless's own runtimes differ.
 */

/** Something that can be asked for, in the handler's event or context. */
export interface Member {
  /** e.g. `event-id`. */
  name: string
  /** How it is written after what holds it, e.g. `['event-id']`. */
  written: string
  /** In the language's own words. */
  type: string
  /** What it is, and what to mind. */
  says: string
  /** A line of code that uses it. */
  example?: string
  members?: Member[]
}

/** What a language is told about. */
export interface LanguageHelp {
  event: Member
  context: Member
  /** A handler of that name, as a snippet of Monaco; `code` is what is there already. */
  starter: (name: string, code: string) => Starter
}

export interface Starter {
  /** Its first line, as it is listed. */
  label: string
  /** With `${1:…}` and `$0` where the cursor stops. */
  snippet: string
}

/** Makes members that are written in one way. */
export function membersWritten(write: (name: string) => string) {
  return (
    name: string,
    type: string,
    says: string,
    more: Pick<Member, 'example' | 'members'> = {},
  ): Member => ({ name, written: write(name), type, says, ...more })
}

/** What the fields of an event mean, whatever the language. */
export const eventWords = {
  id: 'What the sender calls this event: its header event-id.',
  type: 'What kind of data it brings: the header event-type, usually the Content-Type.',
  time: 'When it happened, as the sender wrote it: the header event-time.',
  namespace: 'Who sent it, e.g. cli.kubeless.io or cronjobtrigger.kubeless.io: the header event-namespace.',
  extensions: 'The HTTP request behind the event, and the answer to it.',
}

/** What the fields of a context mean, whatever the language. */
export const contextWords = {
  functionName: 'The function part of the handler, not the name under which the function was created.',
  timeout: 'Seconds that a call may take.',
  runtime: 'The runtime in the settings of the function, e.g.',
  memoryLimit: 'The memory limit in the settings of the function, e.g. 128Mi; 0 without one.',
}
