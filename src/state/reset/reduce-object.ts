// An object as the API gives it → what of it counts when two clusters are compared: what somebody has written, not what controllers note of it.
// Pure.
import type { KubeObject } from '../../kube/object.ts'
import { isNetworkNote } from '../network-note.ts'
import { groupOf } from './inventory.ts'

type Fields = Readonly<Record<string, unknown>>

// Controllers count and date in them.
const notes = new Set([
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'endpoints.kubernetes.io/last-change-trigger-time',
  'volume.kubernetes.io/selected-node',
])

/** Whether a controller writes it, and nobody else. */
export function isNote(annotation: string): boolean {
  return notes.has(annotation) || isNetworkNote(annotation)
}

export function reduceObject(object: KubeObject): KubeObject {
  const { metadata, status: _status, ...rest } = object
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata
  const kept = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...whenFilled('labels', labels),
    ...whenFilled('annotations', annotations && without(annotations, isNote)),
    ...(finalizers && finalizers.length > 0 && { finalizers }),
    ...(Array.isArray(ownerReferences) && { ownerReferences }),
  }
  const reduced = { ...rest, ...reduceByKind(object), metadata: kept }
  // As it is read again: JSON knows nothing that is not there.
  return Object.fromEntries(Object.entries(reduced).filter(([, value]) => value !== undefined)) as typeof reduced
}

function reduceByKind(object: KubeObject): Fields {
  switch (`${object.kind}.${groupOf(object.apiVersion)}`) {
    case 'Node.': {
      const { taints, ...spec } = (object['spec'] ?? {}) as { readonly taints?: readonly { readonly key: string }[] }
      // Kubernetes' own say how the node is.
      const written = taints?.filter(({ key }) => !key.startsWith('node.kubernetes.io/')) ?? []
      return { spec: { ...spec, ...(written.length > 0 && { taints: written }) } }
    }
    case 'ClusterRole.rbac.authorization.k8s.io':
      // Its rules are gathered from others.
      return object['aggregationRule'] ? { rules: undefined } : {}
    case 'ConfigMap.':
      // Signed with tokens that run out.
      return object.metadata.namespace === 'kube-public' && object.metadata.name === 'cluster-info'
        ? { data: without((object['data'] ?? {}) as Fields, (key) => key.startsWith('jws-kubeconfig-')) }
        : {}
    case 'Lease.coordination.k8s.io':
      return { spec: undefined }
    default:
      return {}
  }
}

function without<Value>(fields: Readonly<Record<string, Value>>, isLeftOut: (key: string) => boolean): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !isLeftOut(key)))
}

function whenFilled(key: string, fields: Fields | undefined): Fields {
  return fields && Object.keys(fields).length > 0 ? { [key]: fields } : {}
}
