// Starts the first node's kubelet anew as soon as the API obeys. One that found no API asks again seconds later, each time after twice
// as long, and the later its own pods are there. kubeadm does the same at the end of its init, when the first pods are starting.
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

// Ten times what it takes: a state that no API server can be made of is given up long before the boot's time is up.
const withinMs = 60_000

export const restartKubelet: BootAction<BootContext> = {
  name: 'restart-kubelet',
  concerns: ({ state, plan }) => state !== undefined || plan.spec.fidelity === 'fast',
  async run({ state, connect, signal, ...where }) {
    await connect(state ? AbortSignal.any([signal, AbortSignal.timeout(withinMs)]) : signal)
    await (await requireFirstNode(where)).run(['systemctl', 'restart', 'kubelet'], { signal })
  },
}
