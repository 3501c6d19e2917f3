// A state that holds nothing, of the cluster that samplePlan plans.
import type { ClusterState } from '../../src/state/cluster-state.ts'

export const emptyState: ClusterState = {
  kubernetesVersion: 'v1.37.2',
  names: { cluster: 'web', nodes: ['web-control-plane'], endpoint: 'web-control-plane:6443', ca: '' },
  objects: [],
  files: [],
}
