// The mirrors that the nodes pull by, where any are asked for: those that are not there yet.
import { requireCluster } from '../../cluster/cluster.ts'
import { startMirrors as start } from '../../cluster/start-mirrors.ts'
import type { BootAction, BootContext } from '../action.ts'

export const startMirrors: BootAction<BootContext> = {
  name: 'start-mirrors',
  async run({ engine, plan, signal }) {
    if (plan.mirrors.length > 0) await start(await requireCluster(engine, plan.spec.name), signal)
  },
}
