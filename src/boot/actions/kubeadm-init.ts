// Makes the first control plane with kubeadm.
import { admitLoadBalancers } from '../admit-load-balancers.ts'
import { requireFirstNode } from '../require-nodes.ts'
import { runKubeadm } from '../run-kubeadm.ts'
import { needsSchedulerRights, withdrawSchedulerRights } from '../scheduler-rights.ts'
import type { BootAction, BootContext } from '../action.ts'

export const kubeadmInit: BootAction<BootContext> = {
  name: 'kubeadm-init',
  concerns: ({ state }) => state === undefined,
  async run(context) {
    const node = await requireFirstNode(context)
    await runKubeadm(context, node, 'init')
    await Promise.all([
      admitLoadBalancers(context, node.name),
      needsSchedulerRights(context) && withdrawSchedulerRights(await context.connect(context.signal), context.signal),
    ])
  },
}
