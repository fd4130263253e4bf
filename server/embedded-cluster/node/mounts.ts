/** A container sees its volumes where the pod says; a process sees them where they are: this turns one into the other. */

/** A path in the container, and the folder or file that stands for it. */
export interface Mount {
  mountPath: string
  realPath: string
}

/** Every mention of a mounted path in `text`, replaced by the real one. */
export function toRealPaths(text: string, mounts: readonly Mount[]): string {
  const known = new Map(
    mounts.map(({ mountPath, realPath }) => [mountPath.replace(/(?<=.)\/+$/, ''), realPath]),
  )
  // The whole path only: `/src` is mentioned in `--from=/src/x` and `/a:/src`, not in `/srcs` or `lib/src`.
  const paths = [...known.keys()]
    .filter((path) => path.startsWith('/') && path !== '/')
    .sort((a, b) => b.length - a.length)
  if (paths.length === 0 || !paths.some((path) => text.includes(path))) return text
  const mention = new RegExp(
    `(?<![\\w./-])(?:${paths.map((path) => quoted(path)).join('|')})(?![\\w.-])`,
    'g',
  )
  return text.replaceAll(mention, (path) => known.get(path) ?? path)
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
