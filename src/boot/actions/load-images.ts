// Loads the images a user named from the host's engine into every node.
import { loadImages as loadIntoNodes } from '../../nodes/load-images.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const loadImages: BootAction<BootContext> = {
  name: 'load-images',
  async run(context) {
    const { engine, plan, signal } = context
    if (plan.policy.images.length === 0) return
    await loadIntoNodes({ engine, nodes: await requireNodes(context), references: plan.policy.images, signal })
  },
}
