/** Whose file a path in some output names. Pure. */

/**
 * Where it lies in the function's own folder, e.g. `lib/find.py`; `undefined` for a file of the runtime, of a
 * package or of nobody.
 */
export function ownFile(path: string): string | undefined {
  const [, inside] = folder.exec(path.replace(/^file:\/\//, '')) ?? []
  return inside === undefined || notOwn.test(inside) ? undefined : inside
}

/**
 * The folder every pod has; on the embedded cluster the one it stands for, which a process that crashed names
 * itself; and the name of the module that Go puts in its place.
 */
const folder = /^(?:\/kubeless\/|\/.*\/pods\/[^/]+\/volumes\/[^/]+\/|function\/)(.+)$/

/** The shim, and packages where each language's installer puts them. */
const notOwn =
  /^(?:\.|lib\/python[\d.]*\/)|(?:^|\/)(?:node_modules|vendor|site-packages|dist-packages|\.packages)\//
