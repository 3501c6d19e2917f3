// Loads the images a user named into every node: those of the host's engine, archives, and what has been built by now.
import { loadSources } from '../../cluster/load-sources.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const loadImages: BootAction<BootContext> = {
  name: 'load-images',
  async run(context) {
    const { amount, builds, detail, engine, plan, signal } = context
    const images = [...plan.policy.images.filter((image) => !('build' in image)), ...builds.takeBuilt().map((reference) => ({ reference }))]
    if (images.length === 0) return
    await loadSources({ engine, nodes: await requireNodes(context), images, signal, say: (line) => detail(1, line), onAmount: amount })
  },
}
