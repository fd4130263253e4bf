/**
 * The hands: makes an object what it should be, or takes it away. Writes nothing when nothing differs, and
 * never over something that is not ours.
 */
import type { KubeObject, ObjectMeta } from '../functions/objects.ts'
import { canonical } from '../functions/manifest.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { isConflict, isNotFound } from '../kubernetes/errors.ts'
import type { Informer } from '../kubernetes/informer.ts'
import type { ChildKind } from './child-kinds.ts'
import { digestOf } from './digest.ts'
import { appliedAnnotation } from './names.ts'
import { Refusal } from './refusal.ts'

/** One kind of children, and our copy of all of them. */
export interface Brood<T extends KubeObject> {
  kind: ChildKind<T>
  informer: Informer<T>
}

export interface Children {
  /**
   * Gives back the object as it now is. Throws a `Refusal` when somebody else has the name, an error that
   * is worth another try when somebody wrote at the same time.
   */
  ensure<T extends KubeObject>(brood: Brood<T>, wanted: T): Promise<{ object: T; isWritten: boolean }>
  /** Whether there was one to take away. Leaves alone what is not `owner`'s. */
  remove<T extends KubeObject>(brood: Brood<T>, name: string, owner: KubeObject): Promise<boolean>
}

const mostAttempts = 4
const mostRemembered = 50_000

export function createChildren(client: KubernetesClient): Children {
  /**
   * What an object looked like after we had written it, by uid. Where the server leaves out or spells
   * differently what we wrote, this tells "as we left it" from "changed since".
   */
  const leftAs = new Map<string, string>()

  const remember = (object: KubeObject) => {
    const uid = object.metadata.uid ?? ''
    leftAs.delete(uid)
    leftAs.set(uid, fingerprintOf(object))
    const oldest = leftAs.keys().next().value
    if (leftAs.size > mostRemembered && oldest !== undefined) leftAs.delete(oldest)
  }

  const isSettled = <T extends KubeObject>(
    kind: ChildKind<T>,
    wanted: T,
    live: T,
    digest: string,
  ): boolean => {
    if (live.metadata.annotations?.[appliedAnnotation] !== digest) return false
    const isAsLeft = leftAs.get(live.metadata.uid ?? '') === fingerprintOf(live)
    return isAsLeft || (hasMetadata(wanted.metadata, live.metadata) && kind.isAsWanted(wanted, live))
  }

  const ensure = async <T extends KubeObject>({ kind, informer }: Brood<T>, wanted: T) => {
    const { namespace, name } = wanted.metadata
    const ref = { namespace, name }
    const digest = digestOf(canonical(wanted), 32)
    const marked = { ...wanted, metadata: withDigest(wanted.metadata, digest) }
    const take = (object: T) => {
      informer.note(object)
      const kept = kind.keep(object)
      remember(kept)
      return { object: kept, isWritten: true }
    }
    let live = informer.get(ref)
    for (let attempt = 1; ; attempt++) {
      try {
        if (!live) return take(await client.create(kind.resource, marked))
        checkOurs(kind.resource.kind, live, wanted)
        if (live.metadata.deletionTimestamp) throw new StillThere(kind.resource.kind, name)
        if (isSettled(kind, wanted, live, digest)) return { object: live, isWritten: false }
        if (kind.mustBeReplaced(wanted, live)) {
          await client.delete(kind.resource, ref, { uid: live.metadata.uid, propagationPolicy: 'Background' })
          live = undefined
          continue
        }
        const next = { ...live, ...kind.merge(marked, live), metadata: mergedMetadata(marked.metadata, live) }
        return take(await client.replace(kind.resource, next))
      } catch (error) {
        if (attempt >= mostAttempts || !(isConflict(error) || (live && isNotFound(error)))) throw error
        // Our copy was behind, or somebody else made it who is not in our selection.
        live = await client.get<T>(kind.resource, ref).then(kind.keep, gone)
      }
    }
  }

  return {
    ensure,
    async remove({ kind, informer }, name, owner) {
      const ref = { namespace: owner.metadata.namespace, name }
      const live = informer.get(ref)
      if (!live || live.metadata.deletionTimestamp || !isOwned(live, owner)) return false
      const { uid } = live.metadata
      await client.delete(kind.resource, ref, { uid, propagationPolicy: 'Background' }).catch(ifStillThere)
      return true
    },
  }
}

/** Something of that name is on its way out; what is wanted comes after it. */
export class StillThere extends Error {
  override readonly name = 'StillThere'
  constructor(kind: string, name: string) {
    super(`${kind} ${name} is still being deleted`)
  }
}

/** By an owner reference; or, where nobody owns it, by what Kubeless writes on everything it makes. */
function isOwned(live: KubeObject, owner: KubeObject): boolean {
  const { ownerReferences = [], labels } = live.metadata
  if (ownerReferences.some(({ uid }) => uid === owner.metadata.uid)) return true
  return labels?.['created-by'] === 'kubeless' && !ownerReferences.some(isForeign)
}

function isForeign({ apiVersion, controller }: { apiVersion: string; controller?: boolean }): boolean {
  return controller === true || !apiVersion.startsWith('kubeless.io/')
}

function checkOurs(kind: string, live: KubeObject, wanted: KubeObject): void {
  const uids = new Set(wanted.metadata.ownerReferences?.map(({ uid }) => uid))
  const { ownerReferences = [], labels = {}, name, namespace } = live.metadata
  if (ownerReferences.some(({ uid }) => uids.has(uid))) return
  const isOfKubeless = labels['created-by'] === 'kubeless' && !ownerReferences.some(isForeign)
  const isOfAnother =
    labels['function'] !== undefined && labels['function'] !== wanted.metadata.labels?.['function']
  if (isOfKubeless && !isOfAnother) return
  throw new Refusal(
    'NameTaken',
    `There is a ${kind} ${name} in namespace ${namespace ?? ''} that is not this function's. Kubeless does not touch what it did not make: delete it, or create the function again under another name.`,
  )
}

function hasMetadata(wanted: ObjectMeta, live: ObjectMeta): boolean {
  const has = (wants: Record<string, string> = {}, lives: Record<string, string> = {}) =>
    Object.entries(wants).every(([key, value]) => lives[key] === value)
  return (
    has(wanted.labels, live.labels) &&
    has(wanted.annotations, live.annotations) &&
    (wanted.ownerReferences ?? []).every(({ uid }) =>
      live.ownerReferences?.some((owner) => owner.uid === uid),
    )
  )
}

function withDigest(metadata: ObjectMeta, digest: string): ObjectMeta {
  return { ...metadata, annotations: { ...metadata.annotations, [appliedAnnotation]: digest } }
}

/** Labels and annotations are ours as a whole, but for what the cluster and kubectl note there. */
function mergedMetadata(wanted: ObjectMeta, live: KubeObject): ObjectMeta {
  const { annotations = {}, ownerReferences = [] } = live.metadata
  const noted = Object.entries(annotations).filter(([name]) =>
    /^(deployment|kubectl|batch)\.kubernetes\.io\//.test(name),
  )
  return {
    ...live.metadata,
    labels: wanted.labels,
    annotations: { ...Object.fromEntries(noted), ...wanted.annotations },
    ownerReferences: [
      ...ownerReferences.filter(({ apiVersion }) => !apiVersion.startsWith('kubeless.io/')),
      ...(wanted.ownerReferences ?? []),
    ],
  }
}

/** Everything but what changes by itself. */
function fingerprintOf(object: KubeObject): string {
  const {
    resourceVersion: _,
    generation: __,
    managedFields: ___,
    annotations = {},
    ...metadata
  } = object.metadata
  // Objects of a list come without these two.
  const { apiVersion: _v, kind: _k, status: _s, ...content } = object as KubeObject & { status?: unknown }
  const { 'deployment.kubernetes.io/revision': _r, ...rest } = annotations
  return digestOf(canonical({ ...content, metadata: { ...metadata, annotations: rest } }), 32)
}

function gone(error: unknown): undefined {
  if (!isNotFound(error)) throw error
  return undefined
}

/** Gone already, or replaced by another one since: both are not ours to delete any more. */
function ifStillThere(error: unknown): void {
  if (!isNotFound(error) && !isConflict(error)) throw error
}
