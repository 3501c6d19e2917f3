// Items of inventories, as short as a test can say them.
import { reduceObject } from '../../../../src/state/reset/reduce-object.ts'
import type { Inventory, InventoryItem } from '../../../../src/state/reset/inventory.ts'
import type { KubeObject } from '../../../../src/kube/object.ts'

/** `item('apps/v1 Deployment shop/web', { spec: … })` */
export function item(text: string, fields: Partial<KubeObject> = {}, going = false): InventoryItem {
  const [apiVersion = '', kind = '', place = ''] = text.split(' ')
  const [namespace, name] = place.includes('/') ? (place.split('/') as [string, string]) : ['', place]
  const metadata = { name, ...(namespace !== '' && { namespace }), ...fields.metadata }
  const content = reduceObject({ apiVersion, kind, ...fields, metadata })
  return { apiVersion, kind, plural: `${kind.toLowerCase()}s`, namespaced: namespace !== '', namespace, name, content, going }
}

export function inventory(...items: readonly InventoryItem[]): Inventory {
  return { items, unread: [] }
}

/** For `metadata`. */
export function madeBy(apiVersion: string, kind: string, name: string): { name: never; ownerReferences: object[] } {
  return { ownerReferences: [{ apiVersion, kind, name, uid: '1', controller: true }] } as never
}
