// A name → the cluster of that name: what the engine lists of it at one moment, and what can be asked of it. Nothing in it changes;
// whoever wants to know anew opens it anew.
import type { ClusterName } from '../config/cluster-name.ts'
import type { ClusterSpec } from '../config/spec.ts'
import type { Engine } from '../docker/connect.ts'
import type { ContainerSummary } from '../docker/containers.ts'
import { connectKube, type KubeConnection } from '../kube/connection.ts'
import { kindLabels, ownLabels } from '../plan/labels.ts'
import { nodePaths } from '../plan/node-paths.ts'
import { ConfigError, DockerError } from '../support/errors.ts'
import type { NonEmpty } from '../support/non-empty.ts'
import { readClusterKubeconfig } from './cluster-kubeconfig.ts'
import { findClusters, type FoundCluster, identifyNode, isLoadBalancer, isNode } from './find.ts'
import { createNode, type Node } from './node.ts'

/** The container in front of several control planes. */
export type LoadBalancer = Pick<Node, 'name' | 'id' | 'running' | 'apiPort' | 'logTail'>

/** A cluster on the engine, ours or kind's, running or not. */
export interface Cluster {
  readonly name: ClusterName
  readonly engine: Engine
  /** All of it, nodes first. */
  readonly containers: NonEmpty<ContainerSummary>
  /** Control planes first. Empty when only a load balancer is left. */
  readonly nodes: readonly Node[]
  readonly loadBalancer: LoadBalancer | undefined
  /** What was asked for when it was made; undefined for a cluster of kind's. */
  readonly spec: ClusterSpec | undefined
  /** Whether it brings an overlay network. Of kind's nothing is written, and most have one. */
  readonly hasNetwork: boolean
  /** The administrator's kubeconfig. Throws KIND_CLUSTER_UNKNOWN while there is no API server to reach. */
  readKubeconfig(options?: { readonly internal?: boolean }): Promise<string>
  /** A connection of the caller's own, who closes it. */
  connect(): Promise<KubeConnection>
}

/** Undefined when no container bears the name. */
export async function findCluster(engine: Engine, name: ClusterName): Promise<Cluster | undefined> {
  const [found] = await findClusters(engine, { [kindLabels.cluster]: name })
  return found && describeCluster(engine, name, found)
}

/** Throws KIND_CLUSTER_UNKNOWN when no container bears the name. */
export async function requireCluster(engine: Engine, name: ClusterName): Promise<Cluster> {
  const cluster = await findCluster(engine, name)
  if (!cluster) throw new DockerError('KIND_CLUSTER_UNKNOWN', { what: `no cluster named "${name}"`, do: 'npx vitest-kind get clusters' })
  return cluster
}

/** Its nodes, or those named in `only`. Throws KIND_CONFIG_INVALID for a node it does not have. */
export function chooseNodes({ name, nodes }: Cluster, only: readonly string[] = []): readonly Node[] {
  const unknown = only.filter((wanted) => !nodes.some((node) => node.name === wanted))
  if (unknown.length > 0) {
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: `cluster "${name}" has no ${unknown.length === 1 ? 'node' : 'nodes'} ${unknown.join(', ')}`,
      seen: [`its nodes: ${nodes.map((node) => node.name).join(', ')}`],
    })
  }
  return only.length === 0 ? nodes : nodes.filter((node) => only.includes(node.name))
}

/** Of a node on the Docker network: of the family by which Kubernetes knows it, and that of Services. */
export function addressOf({ spec }: Pick<Cluster, 'spec'>, node: Pick<Node, 'address' | 'ipv6Address'>): string {
  return spec?.networking.ipFamily === 'ipv6' ? node.ipv6Address : node.address
}

/** With what the engine has listed already. */
export function describeCluster(engine: Engine, name: ClusterName, { containers }: Pick<FoundCluster, 'containers'>): Cluster {
  const alive = (container: ContainerSummary): Node => createNode(engine, identifyNode(container))
  const spec = readSpec(containers[0])
  const balancer = containers.find(isLoadBalancer)
  const members = { name, nodes: containers.filter(isNode).map(alive), loadBalancer: balancer && alive(balancer) }
  const plane = members.nodes.find(({ role }) => role === 'control-plane')
  // Once: who takes a cluster needs it three times, and for each file that it reads an engine before 23.0 starts a process.
  const readAdminConfig = rememberText(async () => plane?.read(nodePaths.adminConfig))
  const readKubeconfig: Cluster['readKubeconfig'] = (options) => readClusterKubeconfig(engine, { ...members, readAdminConfig }, options)
  return {
    ...members,
    engine,
    containers,
    spec,
    hasNetwork: spec?.networking.disableDefaultCNI !== true,
    readKubeconfig,
    connect: async () => connectKube(await readKubeconfig()),
  }
}

/** What is not there yet, or could not be read, is read anew when it is asked for again. */
function rememberText(read: () => Promise<string | undefined>): () => Promise<string | undefined> {
  let known: Promise<string | undefined> | undefined
  return async () => {
    const asked = (known ??= read())
    const text = await asked.catch((error: unknown) => {
      if (known === asked) known = undefined
      throw error
    })
    if (text === undefined && known === asked) known = undefined
    return text
  }
}

function readSpec({ labels }: ContainerSummary): ClusterSpec | undefined {
  const text = labels[ownLabels.spec]
  return text === undefined ? undefined : (JSON.parse(text) as ClusterSpec)
}
