// The inventory of a pristine cluster, kept in its first control plane for as long as it lives: what a reset leads back to.
import type { Node } from '../../cluster/node.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import { parseJson, writeJson } from '../../support/kube-json.ts'
import type { Inventory } from './inventory.ts'

// What Secrets hold stands in it.
const mode = 0o600

/** In place of one that is there. */
export async function keepInventory(node: Node, inventory: Inventory): Promise<void> {
  await node.put([{ path: nodePaths.pristine, content: `${writeJson(inventory)}\n`, mode }])
}

/** Undefined where none was taken. */
export async function readInventory(node: Node): Promise<Inventory | undefined> {
  const text = await node.read(nodePaths.pristine)
  return text === undefined ? undefined : (parseJson(text) as Inventory)
}
