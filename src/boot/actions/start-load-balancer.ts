// Puts the load balancer in front of several control planes. It needs no node to be up: it looks for those that are.
import { startConfigured } from '../../cluster/create-node.ts'
import type { BootAction, BootContext } from '../action.ts'

export const startLoadBalancer: BootAction<BootContext> = {
  name: 'start-load-balancer',
  async run({ engine, plan }) {
    if (plan.loadBalancer) await startConfigured(engine, plan.loadBalancer)
  },
}
