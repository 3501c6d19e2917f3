// Objects that a controller has made for another one → told apart: what becomes of them is that one's affair. Pure.
import { type InventoryItem, keyOf } from './inventory.ts'

type Key = Pick<InventoryItem, 'apiVersion' | 'kind' | 'namespace' | 'name'>

/**
 * Those made for one that is rooted, and those made for these. One whose own is not among `items` belongs to nobody.
 */
export function findDerived(items: readonly InventoryItem[], isRooted: (key: string) => boolean): ReadonlySet<InventoryItem> {
  const byKey = new Map(items.map((item) => [keyOf(item), item]))
  const known = new Map<InventoryItem, boolean>()
  const isDerived = (item: InventoryItem): boolean => {
    const told = known.get(item)
    if (told !== undefined) return told
    // For a ring of owners.
    known.set(item, false)
    const answer = listControllers(item).some((controller) => {
      const there = byKey.get(keyOf(controller))
      return there !== undefined && (isRooted(keyOf(controller)) || isDerived(there))
    })
    known.set(item, answer)
    return answer
  }
  return new Set(items.filter(isDerived))
}

/** Where such a thing may be: in its namespace, or in none. */
function listControllers({ namespace, content }: InventoryItem): Key[] {
  const references = (content.metadata['ownerReferences'] ?? []) as readonly (Key & { readonly controller?: boolean })[]
  return references
    .filter(({ controller }) => controller === true)
    .flatMap(({ apiVersion, kind, name }) => [namespace, ''].map((place) => ({ apiVersion, kind, name, namespace: place })))
}
