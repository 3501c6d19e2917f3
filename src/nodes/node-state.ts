// What changes after creation, for labels cannot: one JSON file inside the first control plane.
import { nodePaths } from '../plan/node-paths.ts'
import type { ActionTiming } from '../support/progress.ts'
import type { AnyNode } from './node.ts'

export interface NodeState {
  /** When the cluster became usable, milliseconds since 1970. Absent: it never did. */
  readonly usableAtMs?: number
  /** How long each action of its boot took, in order of completion. */
  readonly timings?: readonly ActionTiming[]
}

export async function readNodeState(node: AnyNode): Promise<NodeState> {
  const text = await node.read(nodePaths.state)
  return text === undefined ? {} : (JSON.parse(text) as NodeState)
}

/** Adds to what is known. */
export async function writeNodeState(node: AnyNode, change: NodeState): Promise<void> {
  const state: NodeState = { ...(await readNodeState(node)), ...change }
  await node.put([{ path: nodePaths.state, content: `${JSON.stringify(state)}\n` }])
}
