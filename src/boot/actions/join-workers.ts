// Joins every worker to the control plane, all at once.
import { runKubeadm } from '../run-kubeadm.ts'
import { awaitAdmission } from '../await-admission.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const joinWorkers: BootAction<BootContext> = {
  name: 'join-workers',
  async run(context) {
    const workers = (await requireNodes(context)).filter((node) => node.role === 'worker')
    if (workers.length === 0) return
    await awaitAdmission(context)
    await Promise.all(workers.map((node) => runKubeadm(context, node, 'join')))
  },
}
