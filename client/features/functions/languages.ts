/** The runtimes of a cluster as a person chooses them: by language, the newest first. Pure. */
import type { FunctionSample, RuntimeInfo } from '#contract/runtimes.ts'

/** A language and its runtimes. */
export interface Language {
  /** e.g. `Python`. */
  name: string
  /** ID of its runtimes, e.g. `python`. */
  id: string
  /** Newest first; those that can run before those that cannot. */
  runtimes: RuntimeInfo[]
  isAvailable: boolean
}

/** A sample and the runtime it is for. */
export interface Start {
  runtime: RuntimeInfo
  sample: FunctionSample
}

/** Those that can run first, in the order of the server. */
export function languagesOf(runtimes: readonly RuntimeInfo[]): Language[] {
  const byName = new Map<string, RuntimeInfo[]>()
  for (const runtime of runtimes)
    byName.set(runtime.language, [...(byName.get(runtime.language) ?? []), runtime])
  const languages = [...byName].map(([name, members]): Language => {
    const sorted = members.toSorted(
      (a, b) => Number(b.isAvailable) - Number(a.isAvailable) || compareVersions(b.version, a.version),
    )
    const isAvailable = sorted[0]?.isAvailable ?? false
    return { name, id: sorted[0]?.id ?? name, runtimes: sorted, isAvailable }
  })
  return languages.toSorted((a, b) => Number(b.isAvailable) - Number(a.isAvailable))
}

/** What somebody with no function yet can start from, one language after the other. */
export function startsOf(runtimes: readonly RuntimeInfo[]): Start[] {
  return languagesOf(runtimes).flatMap(({ runtimes: [newest] }) =>
    newest?.isAvailable ? newest.samples.map((sample) => ({ runtime: newest, sample })) : [],
  )
}

/** Like `<=>` for `3.9` and `3.13`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  for (let at = 0; at < Math.max(left?.length ?? 0, right?.length ?? 0); at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
  }
  return 0
}
