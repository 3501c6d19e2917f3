// Creates every node's container and starts it paused. From here on the labels are the undo log.
import { rm } from 'node:fs/promises'
import { createPausedContainer } from '../../cluster/create-node.ts'
import { makeDirectory } from '../../support/make-directory.ts'
import { requirePausedNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const createNodes: BootAction<BootContext> = {
  name: 'create-nodes',
  async run(context) {
    const { engine, plan } = context
    const [first, ...others] = plan.nodes
    // The first alone: whoever gets its name makes the cluster, and the loser has made nothing.
    await createPausedContainer(engine, first!)
    // The name is ours now, and what an earlier cluster left under it is no evidence of this one.
    await rm(context.directory, { recursive: true, force: true })
    await makeDirectory(context.directory)
    // All have been answered before a failure is told: a creation still under way could not be removed.
    const outcomes = await Promise.allSettled(others.map((node) => createPausedContainer(engine, node)))
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
    await requirePausedNodes(context)
  },
}
