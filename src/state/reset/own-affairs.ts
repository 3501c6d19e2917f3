// What Kubernetes makes, changes and removes by itself, by the hour or because of something else: no difference in it says that a cluster was
// used. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { groupOf, type InventoriedKind } from './inventory.ts'

const ownKinds = new Set([
  // What was seen, not what is.
  'Event.',
  'Event.events.k8s.io',
  'ComponentStatus.',
  // Made of Services, by the API server.
  'IPAddress.networking.k8s.io',
  // Made by the kubelet, of the drivers that speak to it.
  'CSINode.storage.k8s.io',
])
const ownGroups = new Set(['internal.apiserver.k8s.io', 'metrics.k8s.io'])
// Each program renews its own.
const leaseNamespaces = new Set(['kube-system', 'kube-node-lease', 'local-path-storage'])

export function isOwnKind({ apiVersion, kind }: Pick<InventoriedKind, 'apiVersion' | 'kind'>): boolean {
  return ownGroups.has(groupOf(apiVersion)) || ownKinds.has(`${kind}.${groupOf(apiVersion)}`)
}

/** Whatever else there is. */
export function isOwnAffair(object: KubeObject): boolean {
  const { apiVersion, kind, metadata } = object
  const { labels = {}, annotations = {} } = metadata
  // In the way that was before leases.
  if (annotations['control-plane.alpha.kubernetes.io/leader'] !== undefined) return true
  switch (`${kind}.${groupOf(apiVersion)}`) {
    case 'Lease.coordination.k8s.io':
      return leaseNamespaces.has(metadata.namespace ?? '')
    case 'Endpoints.':
      return labels['endpoints.kubernetes.io/managed-by'] !== undefined || isOfApiServer(object)
    case 'EndpointSlice.discovery.k8s.io':
      return (labels['endpointslice.kubernetes.io/managed-by'] ?? '').endsWith('.k8s.io') || isOfApiServer(object)
    case 'APIService.apiregistration.k8s.io':
      // Comes and goes with what is served.
      return labels['kube-aggregator.kubernetes.io/automanaged'] !== undefined
    case 'Secret.':
      // Runs out after a day.
      return object['type'] === 'bootstrap.kubernetes.io/token'
    case 'CertificateSigningRequest.certificates.k8s.io':
      return /kubelet/.test((object['spec'] as { readonly signerName?: string } | undefined)?.signerName ?? '')
    default:
      return false
  }
}

/** Its own address, under the Service "kubernetes". */
function isOfApiServer({ metadata: { namespace, name } }: KubeObject): boolean {
  return namespace === 'default' && name === 'kubernetes'
}
