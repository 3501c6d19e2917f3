// What needs the nodes of a cluster, on one that has none for us → why it is not possible. Worker side.
import type { ClusterHandle } from '../../cluster/handle.ts'
import { KindError } from '../../support/errors.ts'

/** Throws KIND_NOT_POSSIBLE for a cluster that was taken by its kubeconfig. */
export function requireNodes(cluster: ClusterHandle, what: string): ClusterHandle {
  if (cluster.nodes.length > 0) return cluster
  throw new KindError('KIND_NOT_POSSIBLE', {
    what: `${what}: the nodes of ${cluster.name} cannot be reached, it was there already and is known by its kubeconfig only`,
    do: 'skip this test on such a cluster: test.skipIf(…)',
  })
}
