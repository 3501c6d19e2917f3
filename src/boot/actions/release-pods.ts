// Lets pods onto the first node when its network is there: the rest of what was put back starts.
import { releasePods as release } from '../../state/put-back/hold-pods.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const releasePods: BootAction<BootContext> = {
  name: 'release-pods',
  // Without kube-proxy, whatever makes Services work is among the pods.
  concerns: ({ state, plan }) => state !== undefined && plan.spec.networking.kubeProxyMode !== 'none',
  async run(context) {
    const { connect, signal } = context
    await release(await requireFirstNode(context), await connect(signal), signal)
  },
}
