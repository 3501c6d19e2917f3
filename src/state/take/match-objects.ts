// What etcd held and what the API listed of the same moment → each object with its key. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { parseJson } from '../../support/kube-json.ts'
import type { StoredObject } from '../cluster-state.ts'
import type { EtcdEntry } from './read-etcd.ts'

export interface Matched {
  readonly objects: readonly StoredObject[]
  /** Keys of what no list has: the state would be incomplete. */
  readonly unknown: readonly string[]
}

// What belongs to the running cluster and to no other: who is alive, what has happened. Allocations are counted anew from the Services.
const ofTheMoment = ['events', 'leases', 'masterleases', 'peerserverleases', 'ranges', 'health'].map((name) => `/registry/${name}`)

/** Plural names of kinds that need not be listed. */
export const unlisted = ['events', 'leases']

export function matchObjects(entries: readonly EtcdEntry[], listed: readonly KubeObject[]): Matched {
  const byUid = new Map(listed.map((object) => [object.metadata.uid, object]))
  const objects: StoredObject[] = []
  const unknown: string[] = []
  for (const { key, value } of entries) {
    if (ofTheMoment.some((prefix) => key === prefix || key.startsWith(`${prefix}/`))) continue
    const object = isJson(value) ? (parseJson(value.toString()) as KubeObject) : findListed(key, value, byUid)
    if (object === undefined) unknown.push(key)
    else objects.push({ key, object })
  }
  return { objects, unknown }
}

/** Custom objects are stored as JSON; built-in ones in Kubernetes' own form, whose first letters are `k8s`. */
function isJson(value: Buffer): boolean {
  return value[0] === 0x7b
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** By the uid, which is in the value as text, as are those of its owners: the key ends with the name. */
function findListed(key: string, value: Buffer, byUid: ReadonlyMap<string | undefined, KubeObject>): KubeObject | undefined {
  for (const [uid] of value.toString('latin1').matchAll(uuid)) {
    const object = byUid.get(uid)
    if (!object) continue
    const { namespace, name } = object.metadata
    if (key.endsWith(namespace === undefined ? `/${name}` : `/${namespace}/${name}`)) return object
  }
  return undefined
}
