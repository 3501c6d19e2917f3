// A state → the objects that another cluster's etcd is filled with: each as it was, but for what belongs to one cluster alone. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { writeJson } from '../../support/kube-json.ts'
import type { ClusterState, StoredObject } from '../cluster-state.ts'
import { exchangeTexts } from './exchange-texts.ts'
import { renewConfigMap } from './renew-config-map.ts'
import { renewNode } from './renew-node.ts'
import { renewPod } from './renew-pod.ts'
import { renewSecret } from './renew-secret.ts'
import type { Renewal } from './renewal.ts'

export interface RenewedObject {
  readonly key: string
  /** As Kubernetes' own programs write it. */
  readonly json: string
}

export function renewObjects(state: ClusterState, renewal: Renewal): RenewedObject[] {
  const exchange = exchangeTexts(state.names, renewal.names)
  const uids = new Map(state.objects.map(({ object }) => [object.metadata.uid ?? '', renewal.newUid()]))
  const createdAt = `${new Date(renewal.nowMs).toISOString().slice(0, 19)}Z`
  const all = state.objects.flatMap((stored) =>
    renewOne(stored, state, renewal).map(({ key, object }) => {
      const { resourceVersion: _of, selfLink: _to, ...metadata } = object.metadata
      const renewed = exchange({ ...object, metadata: { ...metadata, name: object.metadata.name, creationTimestamp: createdAt } })
      return { key: renewKey(key, renewed), json: renewUids(writeAsGo(renewed), uids) }
    }),
  )
  // Of several tokens for joining the one token is made, and etcd takes no key twice.
  return [...new Map(all.map((one) => [one.key, one])).values()]
}

/** None where it is of the old cluster alone. */
function renewOne(stored: StoredObject, state: ClusterState, renewal: Renewal): readonly StoredObject[] {
  const { key, object } = stored
  switch (object.kind) {
    case 'Node':
      return keep(key, renewNode(object, state.names, renewal))
    case 'Pod':
      return keep(key, renewPod(object, state.names))
    case 'Secret':
      return keep(key, renewSecret(object, renewal))
    case 'ConfigMap':
      return keep(key, renewConfigMap(object, state.names, renewal))
    case 'Endpoints':
    case 'EndpointSlice':
      return isKept(object) ? [stored] : []
    case 'Service':
      return [{ key, object: { ...object, status: { loadBalancer: {} } } }]
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicationController':
      // Their controllers count anew: what they have counted are pods of before.
      return [{ key, object: { ...object, status: {} } }]
    case 'CSINode':
    case 'CertificateSigningRequest':
    case 'VolumeAttachment':
      return []
    default:
      return [stored]
  }
}

function keep(key: string, object: KubeObject | undefined): StoredObject[] {
  return object ? [{ key, object }] : []
}

/** Of a Service without a selector: nobody would write them again. The API server writes its own. */
function isKept({ metadata }: KubeObject): boolean {
  if (
    metadata.namespace === 'default' &&
    (metadata.name === 'kubernetes' || metadata.labels?.['kubernetes.io/service-name'] === 'kubernetes')
  )
    return false
  const managed = metadata.labels?.['endpointslice.kubernetes.io/managed-by'] !== undefined
  return !managed && metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time'] === undefined
}

/** The key ends with the object's name, which may have changed. */
function renewKey(key: string, { metadata: { name } }: KubeObject): string {
  return `${key.slice(0, key.lastIndexOf('/') + 1)}${name}`
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Also those of owners. A uid is who an object is, and that of `kube-system` who a cluster is. */
function renewUids(json: string, uids: ReadonlyMap<string, string>): string {
  return json.replaceAll(uuid, (uid) => uids.get(uid) ?? uid)
}

/**
 * As Go writes JSON: the DaemonSet and StatefulSet controllers compare a revision byte by byte with what they would write, and start all
 * pods anew where it differs.
 */
function writeAsGo(object: KubeObject): string {
  return writeJson(object).replaceAll(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
