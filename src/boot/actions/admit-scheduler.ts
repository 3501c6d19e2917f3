// Lets the scheduler read what it needs from its first question on.
import { requireFirstNode } from '../require-nodes.ts'
import { grantSchedulerRights, needsSchedulerRights } from '../scheduler-rights.ts'
import type { BootAction, BootContext } from '../action.ts'

export const admitScheduler: BootAction<BootContext> = {
  name: 'admit-scheduler',
  concerns: needsSchedulerRights,
  async run(context) {
    const { plan, signal } = context
    const loopback = plan.spec.networking.ipFamily === 'ipv6' ? '::1' : '127.0.0.1'
    await grantSchedulerRights(await requireFirstNode(context), loopback, Date.now(), signal)
  },
}
