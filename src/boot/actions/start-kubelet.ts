// Starts the kubelet of the first node, which starts the control plane, and waits until the API obeys.
import { startKubelet as program } from '../../state/put-back/programs.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

// Ten times what it takes: a state that no API server can be made of is given up long before the boot's time is up.
const withinMs = 60_000

export const startKubelet: BootAction<BootContext> = {
  name: 'start-kubelet',
  concerns: ({ state }) => state !== undefined,
  async run(context) {
    const { connect, signal } = context
    const node = await requireFirstNode(context)
    await node.run(['sh', '-c', program], { signal })
    await connect(AbortSignal.any([signal, AbortSignal.timeout(withinMs)]))
    // As kubeadm's init does at its end. A kubelet that found no API asks again seconds later, each time after twice as long.
    await node.run(['systemctl', 'restart', 'kubelet'], { signal })
  },
}
