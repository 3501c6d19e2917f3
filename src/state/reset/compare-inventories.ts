// The inventory of a pristine cluster, and the present one → in what they differ. Pure.
import { isDeepStrictEqual } from 'node:util'
import { findDerived } from './find-derived.ts'
import { describeItem, type Inventory, type InventoryItem, keyOf } from './inventory.ts'

export interface Differences {
  /** There now, and not then. Also one that was there then, and has been told to go: it cannot be called back. */
  readonly added: readonly InventoryItem[]
  /** There then and now, and written anew since. */
  readonly changed: readonly { readonly former: InventoryItem; readonly now: InventoryItem }[]
  /** There then, and not now. */
  readonly missing: readonly InventoryItem[]
}

export function compareInventories(pristine: Inventory, present: Inventory): Differences {
  const then = new Map(ofThemselves(pristine).map((item) => [keyOf(item), item]))
  const now = new Map(ofThemselves(present, (key) => then.has(key)).map((item) => [keyOf(item), item]))
  const lasting = [...then.values()].flatMap((item) => {
    const there = now.get(keyOf(item))
    return there && !there.going ? [{ former: item, now: there }] : []
  })
  return {
    added: [...now.values()].filter((item) => item.going || (!then.has(keyOf(item)) && !isOfNamespace(item, then))),
    changed: lasting.filter((pair) => !isDeepStrictEqual(pair.former.content, pair.now.content)),
    missing: [...then.values()].filter((item) => !now.has(keyOf(item))),
  }
}

export function isPristine({ added, changed, missing }: Differences): boolean {
  return added.length + changed.length + missing.length === 0
}

/** A line each: `+ Deployment shop/web`, `~ Node web-control-plane`, `- StorageClass standard`. */
export function describeDifferences({ added, changed, missing }: Differences): string[] {
  return [
    ...added.map((item) => `+ ${describeItem(item)}`),
    ...changed.map(({ now }) => `~ ${describeItem(now)}`),
    ...missing.map((item) => `- ${describeItem(item)}`),
  ]
}

/** Every namespace is given them, perhaps a moment after it was noted. */
function isOfNamespace({ kind, namespace, name }: InventoryItem, then: ReadonlyMap<string, InventoryItem>): boolean {
  const isGiven = (kind === 'ServiceAccount' && name === 'default') || (kind === 'ConfigMap' && name === 'kube-root-ca.crt')
  return isGiven && then.has(keyOf({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name: namespace }))
}

/** Without what a controller has made for one of the others, which it makes again. */
function ofThemselves({ items }: Inventory, isRooted?: (key: string) => boolean): readonly InventoryItem[] {
  const keys = new Set(items.map(keyOf))
  const derived = findDerived(items, isRooted ?? ((key) => keys.has(key)))
  return items.filter((item) => !derived.has(item))
}
