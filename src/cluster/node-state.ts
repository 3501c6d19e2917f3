// What changes after creation, for labels cannot: one JSON file inside the first control plane; of a cluster that is kept, in every node.
import { nodePaths } from '../plan/node-paths.ts'
import type { ActionTiming } from '../support/progress.ts'
import type { AnyNode } from './node.ts'

export interface NodeState {
  /** When the cluster became usable, milliseconds since 1970. Absent: it never did. */
  readonly usableAtMs?: number
  /** How long each action of its boot took, in order of completion. */
  readonly timings?: readonly ActionTiming[]
  /** When it was kept on purpose after a failure, for somebody to look at: clean-up leaves it alone. In every node, for any may be left. */
  readonly keptAtMs?: number
  /** When a spare was put to rest, by the engine's clock. */
  readonly pooledAtMs?: number
  /** The process of whose tests one has broken some of it and not yet undone that. */
  readonly disturbedBy?: string | undefined
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

/** Marks a cluster as kept on purpose; its nodes need not run. */
export async function markKept(nodes: readonly AnyNode[]): Promise<void> {
  await Promise.all(nodes.map((node) => writeNodeState(node, { keptAtMs: Date.now() })))
}
