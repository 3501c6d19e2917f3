// What a cluster holds at one moment, object by object, each with what of it counts. Plain data: one is kept in the cluster for as long as it
// lives, and compared with those that are taken later.
import type { KubeObject } from '../../kube/object.ts'

/** Where objects of a kind live in the API. */
export interface InventoriedKind {
  /** `apps/v1` */
  readonly apiVersion: string
  readonly kind: string
  /** `deployments` */
  readonly plural: string
  readonly namespaced: boolean
}

export interface InventoryItem extends InventoriedKind {
  /** Empty where there is none. */
  readonly namespace: string
  readonly name: string
  /** What counts of it: no status, and nothing that differs each time it is made. */
  readonly content: KubeObject
  /** It was told to go, and something holds it. */
  readonly going: boolean
}

export interface Inventory {
  readonly items: readonly InventoryItem[]
  /** Kinds that could not be listed, and why: a conversion that nobody serves any more, an aggregated API that is silent. */
  readonly unread: readonly string[]
}

/** The same in every version of its group. */
export function keyOf({ apiVersion, kind, namespace, name }: Pick<InventoryItem, 'apiVersion' | 'kind' | 'namespace' | 'name'>): string {
  return `${kind}.${groupOf(apiVersion)} ${namespace}/${name}`
}

/** Empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
}

/** `Deployment shop/web`, `ClusterRole reader` */
export function describeItem({ kind, namespace, name }: Pick<InventoryItem, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
}

/** Of the kind's objects: all of them, those of one namespace, or one of them. */
export function pathOf({ apiVersion, plural }: InventoriedKind, namespace?: string, name?: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const place = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${root}${place}/${plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`
}
