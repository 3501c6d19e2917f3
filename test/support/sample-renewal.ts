// A state of a cluster named `kind`, and what makes one named `web` of it.
import type { KubeObject } from '../../src/kube/object.ts'
import type { ClusterState, StoredObject } from '../../src/state/cluster-state.ts'
import { renewObjects } from '../../src/state/put-back/renew-objects.ts'
import type { Renewal } from '../../src/state/put-back/renewal.ts'

export const oldCa = `-----BEGIN CERTIFICATE-----\n${'A'.repeat(300)}\n-----END CERTIFICATE-----\n`
export const newCa = oldCa.replaceAll('A', 'B')
// Named as the word that stands in every object.
export const from = { cluster: 'kind', nodes: ['kind-control-plane', 'kind-worker'], endpoint: 'kind-control-plane:6443', ca: oldCa }
export const renewal: Renewal = {
  names: { cluster: 'web', nodes: ['web-control-plane', 'web-worker'], endpoint: 'web-control-plane:6443', ca: newCa },
  addresses: ['172.18.0.9'],
  bootstrapToken: 'aaaaaa.bbbbbbbbbbbbbbbb',
  documents: [
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      clusterName: 'web',
      controlPlaneEndpoint: 'web-control-plane:6443',
      apiServer: { certSANs: ['localhost'] },
    },
    { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', cgroupDriver: 'systemd', cgroupRoot: '/kubelet' },
    { apiVersion: 'kubeproxy.config.k8s.io/v1alpha1', kind: 'KubeProxyConfiguration', conntrack: { maxPerCore: 0 } },
  ],
  nowMs: Date.UTC(2030, 0, 2),
  newUid: () => '99999999-9999-4999-8999-999999999999',
}

export function object(kind: string, namespace: string | undefined, name: string, rest: object = {}): KubeObject {
  const metadata = { name, ...(namespace !== undefined && { namespace }), resourceVersion: '7', creationTimestamp: '2020-01-01T00:00:00Z' }
  return { apiVersion: 'v1', kind, metadata, ...rest }
}

export interface Renewed {
  readonly key: string
  readonly object: KubeObject
}

export function renew(...objects: KubeObject[]): Renewed[] {
  const stored = objects.map((one): StoredObject => ({
    key: ['/registry', one.kind.toLowerCase(), one.metadata.namespace, one.metadata.name].filter((part) => part !== undefined).join('/'),
    object: one,
  }))
  const state: ClusterState = { kubernetesVersion: 'v1.37.2', names: from, objects: stored, files: [] }
  return renewObjects(state, renewal).map(({ key, json }) => ({ key, object: JSON.parse(json) as KubeObject }))
}

/** The one object that is left of it. */
export function renewOne(one: KubeObject): Renewed {
  const [renewed, ...others] = renew(one)
  if (!renewed || others.length > 0) throw new Error(`${one.kind} ${one.metadata.name} has become ${renewed ? 'several' : 'none'}`)
  return renewed
}
