// Sends SIGUSR1 to every node: PID 1 goes on to the entrypoint and systemd.
import { requirePausedNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const releaseNodes: BootAction<BootContext> = {
  name: 'release-nodes',
  async run(context) {
    const nodes = await requirePausedNodes(context)
    await Promise.all(nodes.map((node) => node.release()))
  },
}
