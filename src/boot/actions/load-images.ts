// Loads the images a user named from the host's engine into every node.
import { loadImages as loadIntoNodes } from '../../nodes/load-images.ts'
import { writeNodeState } from '../../nodes/node-state.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const loadImages: BootAction<BootContext> = {
  name: 'load-images',
  async run(context) {
    const { engine, plan, signal } = context
    if (plan.policy.images.length === 0) return
    const nodes = await requireNodes(context)
    const loadedImages = await loadIntoNodes(engine, nodes, plan.policy.images, {}, signal)
    await writeNodeState(nodes[0]!, { loadedImages })
  },
}
