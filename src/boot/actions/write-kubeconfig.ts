// Takes the administrator's kubeconfig out of the node, names it kind-<cluster>, points it at the published port, writes it 0600.
import { requireCluster } from '../../cluster/cluster.ts'
import { writeKubeconfig as writeFileOf } from '../../cluster/write-kubeconfig.ts'
import type { BootAction, BootContext } from '../action.ts'

export const writeKubeconfig: BootAction<BootContext> = {
  name: 'write-kubeconfig',
  async run({ engine, plan, directory }) {
    await writeFileOf(await requireCluster(engine, plan.spec.name), directory)
  },
}
