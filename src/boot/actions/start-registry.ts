// The registry beside the cluster, where one is asked for: it serves, the nodes know it, and it is announced.
import { startRegistry as start } from '../../cluster/start-registry.ts'
import type { BootAction, BootContext } from '../action.ts'

export const startRegistry: BootAction<BootContext> = {
  name: 'start-registry',
  async run({ engine, plan, signal, connect }) {
    if (plan.spec.registry) await start({ name: plan.spec.name, engine }, { connection: await connect(signal), signal })
  },
}
