// A node's name → its container, whoever made it.
import { listContainers } from '../../../src/docker/containers.ts'
import type { Engine } from '../../../src/docker/connect.ts'
import { kindLabels } from '../../../src/plan/labels.ts'

export async function findContainer(engine: Engine, node: string): Promise<string> {
  const found = (await listContainers(engine, { [kindLabels.cluster]: undefined })).find(({ name }) => name === node)
  if (!found) throw new Error(`there is no container ${node}`)
  return found.id
}

/** Of all nodes. */
export function findContainers(engine: Engine, nodes: readonly string[]): Promise<string[]> {
  return Promise.all(nodes.map((node) => findContainer(engine, node)))
}
