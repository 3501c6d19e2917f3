// An object of the Kubernetes API as plain JSON, just as it travels: times are strings, nothing is converted.
// client-node's classes (`V1Pod`) describe the same data with Date instead of string.

/** The metadata every object has. */
export interface KubeMetadata {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly finalizers?: readonly string[]
  /** RFC 3339. */
  readonly creationTimestamp?: string
  /** RFC 3339; present while the object is being deleted. */
  readonly deletionTimestamp?: string
  readonly [field: string]: unknown
}

/** Any object of the API: a Deployment, a Pod, a custom resource. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: KubeMetadata
  readonly [field: string]: unknown
}

/** The answer to a list request. Items of built-in kinds come without apiVersion and kind. */
export interface KubeList {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly resourceVersion: string }
  readonly items: readonly {
    readonly apiVersion?: string
    readonly kind?: string
    readonly metadata: KubeMetadata
    readonly [field: string]: unknown
  }[]
}

/** The items, each with the apiVersion and kind that the list itself bears (`PodList` → `Pod`). */
export function listedObjects(list: KubeList): KubeObject[] {
  const kind = list.kind.replace(/List$/, '')
  return list.items.map((item) => ({ ...item, apiVersion: item.apiVersion ?? list.apiVersion, kind: item.kind ?? kind }))
}

/** Whether it says what it is, and its name. */
export function isKubeObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null) return false
  const { apiVersion, kind, metadata } = value as Partial<KubeObject>
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string'
}

/** Whether a definition of somebody's is behind it. Groups of Kubernetes' own end with k8s.io. */
export function isCustom({ apiVersion }: KubeObject): boolean {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['']
  return group.includes('.') && !group.endsWith('.k8s.io')
}
