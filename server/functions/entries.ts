/** Which functions a text offers as handlers, as far as that can be told without running it. */

/** What is known of the functions in a text. */
export interface Entries {
  names: string[]
  /** The module itself is the function, whatever the handler says. */
  isAnything: boolean
}

const patterns: Record<string, RegExp[]> = {
  python: [/^(?:async[ \t]+)?def[ \t]+([A-Za-z]\w*)/gm, /^([A-Za-z]\w*)[ \t]*=[ \t]*lambda\b/gm],
  nodejs: [
    /\bexports\.([A-Za-z_$][\w$]*)\s*=(?!=)/g,
    /^export\s+(?:async\s+)?function\s*\*?\s*([A-Za-z_$][\w$]*)/gm,
    /^export\s+(?:const|let|var)\s+([A-Za-z_$][\w$]*)/gm,
  ],
  ruby: [/^[ \t]*def[ \t]+([a-z_]\w*[?!]?)/gm],
  php: [/^[ \t]*function[ \t]+&?([A-Za-z_]\w*)[ \t]*\(/gm],
  go: [/^func[ \t]+([A-Z]\w*)[ \t]*\(/gm],
}
const comments: Record<string, RegExp> = {
  python: /^[ \t]*#.*$/gm,
  ruby: /^[ \t]*#.*$/gm,
  nodejs: /\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*$/gm,
  php: /\/\*[\s\S]*?\*\/|^[ \t]*(?:\/\/|#).*$/gm,
  go: /\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*$/gm,
}

/** Undefined for languages we do not read. `runtimeId` is e.g. `python`. */
export function entriesIn(code: string, runtimeId: string): Entries | undefined {
  const wanted = patterns[runtimeId]
  if (!wanted) return undefined
  const text = code.replaceAll(comments[runtimeId] ?? /$^/g, '')
  const names = wanted.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name))
  const own = runtimeId === 'nodejs' ? [...names, ...ofExportLists(text)] : names
  return {
    names: [...new Set(own)].filter((name) => name !== '' && !name.startsWith('_')),
    isAnything:
      runtimeId === 'nodejs' &&
      /\bmodule\.exports\s*=\s*(?:async\b|function\b|\(|[A-Za-z_$][\w$]*\s*(?:=>|;|$))|^export\s+default\b/m.test(
        text,
      ),
  }
}

/** Whether the text may offer `name`: it stands there at all, be it in a way we do not understand. */
export function mentions(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])${name.replaceAll(/[^\w]/g, '\\$&')}(?![\\w$])`).test(code)
}

/** The name that is most likely meant: the same but for case, the nearest, or the only one. */
export function likeliest(wanted: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const same = names.find((name) => plain(name) === plain(wanted))
  if (same !== undefined) return same
  const scored = names
    .map((name) => ({ name, distance: distanceOf(plain(wanted), plain(name)) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = scored
  if (!best) return undefined
  const usual = names.find((name) => /^(handler|main|hello)$/i.test(name))
  return best.distance <= Math.max(2, wanted.length / 3) ? best.name : (usual ?? names.at(-1))
}

function ofExportLists(text: string): string[] {
  const lists = [
    ...text.matchAll(/\bmodule\.exports\s*=\s*\{([^{}]{0,2000})/g),
    ...text.matchAll(/^export\s*\{([^{}]{0,2000})\}/gm),
  ]
  return lists.flatMap(([, list = '']) =>
    list
      .split(',')
      .map((item) => /(?:\bas\s+|^\s*(?:async\s+)?)([A-Za-z_$][\w$]*)\s*(?:[:(]|$)/.exec(item)?.[1] ?? ''),
  )
}

/** How many letters differ; long names are cut. */
function distanceOf(from: string, to: string): number {
  const [a, b] = [from.slice(0, 40), to.slice(0, 40)]
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}
