// A cluster's API → the inventory of what it holds at this moment: every kind that can be listed and removed, in one version.
import type { KubeConnection } from '../../kube/connection.ts'
import { type KubeList, listedObjects } from '../../kube/object.ts'
import { KubeRequestError } from '../../kube/request-error.ts'
import { readAllResources } from '../../kube/resources.ts'
import { createLimit } from '../../support/limit.ts'
import { groupOf, type Inventory, type InventoriedKind, type InventoryItem, pathOf } from './inventory.ts'
import { isOwnAffair, isOwnKind } from './own-affairs.ts'
import { reduceObject } from './reduce-object.ts'

// More sockets only make the API server shake more hands.
const listsAtOnce = 8

/** Rejects with KubeRequestError when the API server cannot be reached. */
export async function takeInventory(connection: KubeConnection, signal: AbortSignal): Promise<Inventory> {
  const limit = createLimit(listsAtOnce)
  const unread: string[] = []
  const listOrTell = async (kind: InventoriedKind): Promise<InventoryItem[]> => {
    try {
      return await listKind(connection, kind, signal)
    } catch (error) {
      // Gone since it was discovered: its definition was removed.
      if (!(error instanceof KubeRequestError) || error.status === undefined) throw error
      if (error.status !== 404) unread.push(`${kind.plural}.${groupOf(kind.apiVersion)}: ${error.apiMessage}`)
      return []
    }
  }
  const kinds = await findKinds(connection, signal)
  const items = await Promise.all(kinds.map((kind) => limit(() => listOrTell(kind))))
  return { items: items.flat(), unread }
}

/** Each kind in the version that the server prefers. */
async function findKinds(connection: KubeConnection, signal: AbortSignal): Promise<InventoriedKind[]> {
  const found = new Map<string, InventoriedKind>()
  for (const { apiVersion, kind, plural, namespaced, verbs } of await readAllResources(connection, signal)) {
    const key = `${plural}.${groupOf(apiVersion)}`
    if (found.has(key) || !verbs.includes('list') || !verbs.includes('delete') || isOwnKind({ apiVersion, kind })) continue
    found.set(key, { apiVersion, kind, plural, namespaced })
  }
  return [...found.values()]
}

async function listKind(connection: KubeConnection, kind: InventoriedKind, signal: AbortSignal): Promise<InventoryItem[]> {
  const list = await connection.request<KubeList>({ path: pathOf(kind), signal })
  return listedObjects(list)
    .filter((object) => !isOwnAffair(object))
    .map((object) => ({
      ...kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      content: reduceObject(object),
      going: object.metadata.deletionTimestamp !== undefined,
    }))
}
