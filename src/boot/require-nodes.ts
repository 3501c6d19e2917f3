// The nodes of a plan, found by their labels, in the stage an action expects.
import { DockerError } from '../support/errors.ts'
import { findCluster } from '../cluster/cluster.ts'
import { awaitPausedNode, type Node, type PausedNode } from '../cluster/node.ts'
import type { BootContext } from './action.ts'

type Where = Pick<BootContext, 'engine' | 'plan' | 'signal'>

/** All nodes, paused: each has announced that it waits for SIGUSR1. Throws when one ended instead. */
export async function requirePausedNodes(where: Where): Promise<PausedNode[]> {
  const nodes = await requireNodes(where)
  return Promise.all(nodes.map((node) => awaitPausedNode(where.engine, node, where.signal)))
}

/** All nodes, control planes first. Throws when the engine no longer has one of them. */
export async function requireNodes({ engine, plan }: Omit<Where, 'signal'>): Promise<readonly Node[]> {
  const nodes = (await findCluster(engine, plan.spec.name))?.nodes ?? []
  const missing = plan.nodes.filter((planned) => !nodes.some((node) => node.name === planned.name))
  if (missing.length > 0) {
    throw new DockerError('KIND_DOCKER_FAILED', {
      what: `the engine no longer has ${missing.map((node) => node.name).join(', ')}: removed by somebody else`,
    })
  }
  return nodes
}

/** The control plane that kubeadm init runs on. */
export async function requireFirstNode(where: Omit<Where, 'signal'>): Promise<Node> {
  const nodes = await requireNodes(where)
  return nodes[0]!
}
