// Waits for what a first test needs: every node Ready and taking pods, CoreDNS Ready, the default ServiceAccount there.
import { awaitUsable as awaitWhole } from '../../kube/usable.ts'
import { writeNodeState } from '../../nodes/node-state.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const awaitUsable: BootAction<BootContext> = {
  name: 'await-usable',
  async run(context) {
    const { plan, deadline } = context
    const connection = await context.connect(context.signal)
    // Without an overlay network no node can become Ready: the user brings one after this.
    await awaitWhole(connection, { names: plan.nodes.map((node) => node.name), network: !plan.spec.networking.disableDefaultCNI }, deadline)
    await writeNodeState(await requireFirstNode(context), { usableAtMs: Date.now() })
  },
}
