/** Who owns whom, over all kinds. */
import type { KubeObject } from '../../../functions/objects.ts'
import type { Resource } from '../../../functions/resources.ts'

/** An object, of which only `metadata` is looked at. */
export interface Node {
  uid: string
  resource: Resource
  object: KubeObject
}

export interface Graph {
  get(uid: string): Node | undefined
  /** Those that name it among their owners. */
  dependentsOf(uid: string): Node[]
  put(node: Node): void
  remove(uid: string): void
  all(): Iterable<Node>
}

export function createGraph(): Graph {
  const nodes = new Map<string, Node>()
  const dependents = new Map<string, Set<string>>()

  const unlink = (node: Node | undefined) => {
    for (const owner of ownersOf(node)) {
      const names = dependents.get(owner)
      names?.delete(node?.uid ?? '')
      if (names?.size === 0) dependents.delete(owner)
    }
  }

  return {
    get: (uid) => nodes.get(uid),
    dependentsOf: (uid) =>
      [...(dependents.get(uid) ?? [])].map((one) => nodes.get(one)).filter((node) => node !== undefined),
    put(node) {
      unlink(nodes.get(node.uid))
      nodes.set(node.uid, node)
      for (const owner of ownersOf(node))
        dependents.set(owner, (dependents.get(owner) ?? new Set<string>()).add(node.uid))
    },
    remove(uid) {
      unlink(nodes.get(uid))
      nodes.delete(uid)
    },
    all: () => nodes.values(),
  }
}

function ownersOf(node: Node | undefined): string[] {
  return (node?.object.metadata.ownerReferences ?? []).map(({ uid }) => uid)
}
