// Waits for the images that take longer to build than the cluster to boot, and loads them into every node.
import { loadImages } from '../../cluster/load-images.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const loadLateBuilds: BootAction<BootContext> = {
  name: 'load-late-builds',
  async run(context) {
    const { amount, builds, detail, engine, signal } = context
    const references = await builds.awaitRest()
    await loadImages({ engine, nodes: await requireNodes(context), references, signal, say: (line) => detail(1, line), onAmount: amount })
  },
}
