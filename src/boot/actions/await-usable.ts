// Waits for what a first test needs: every node Ready, a pod schedulable, CoreDNS Ready, the default ServiceAccount there.
import { awaitCoreDns, awaitDefaultServiceAccount, awaitNodesReady, awaitSchedulable } from '../../kube/readiness.ts'
import { writeNodeState } from '../../nodes/node-state.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const awaitUsable: BootAction<BootContext> = {
  name: 'await-usable',
  async run(context) {
    const { plan, deadline } = context
    const connection = await context.connect(context.signal)
    const waits = [awaitDefaultServiceAccount(connection, 'default', deadline)]
    // Without an overlay network no node can become Ready: the user brings one after this.
    if (!plan.spec.networking.disableDefaultCNI) {
      const names = plan.nodes.map((node) => node.name)
      waits.push(awaitNodesReady(connection, names, deadline), awaitSchedulable(connection, deadline), awaitCoreDns(connection, deadline))
    }
    await Promise.all(waits)
    await writeNodeState(await requireFirstNode(context), { usableAtMs: Date.now() })
  },
}
