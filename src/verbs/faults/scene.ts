// Where a fault is done or taken back: one node, as the engine has it at this moment.
import type { Cluster } from '../../cluster/cluster.ts'
import type { Node } from '../../cluster/node.ts'
import type { ContainerSummary } from '../../docker/containers.ts'
import type { Deadline } from '../../support/deadline.ts'
import { DockerError } from '../../support/errors.ts'
import type { Disturbance } from './disturbance.ts'

export interface Scene {
  readonly cluster: Cluster
  readonly node: Node
  readonly container: ContainerSummary
  readonly disturbance: Disturbance
  readonly deadline: Deadline
}

/** Throws KIND_CLUSTER_UNKNOWN for a node that the cluster does not have, or no more. */
export function openScene(cluster: Cluster, name: string, rest: Pick<Scene, 'disturbance' | 'deadline'>): Scene {
  const node = cluster.nodes.find((one) => one.name === name)
  const container = cluster.containers.find((one) => one.name === name)
  if (!node || !container) throw new DockerError('KIND_CLUSTER_UNKNOWN', { what: `cluster "${cluster.name}" has no node "${name}"` })
  return { cluster, node, container, ...rest }
}
