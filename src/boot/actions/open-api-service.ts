// Lets pods reach the API at its Service before kube-proxy runs: CoreDNS starts beside it, and not after it.
import { requireNodes } from '../require-nodes.ts'
import { openApiService as open, planServiceRules } from '../service-rules.ts'
import type { BootAction, BootContext } from '../action.ts'

export const openApiService: BootAction<BootContext> = {
  name: 'open-api-service',
  async run(context) {
    const nodes = await requireNodes(context)
    const rules = planServiceRules(context.plan, nodes[0]!)
    if (rules) await Promise.all(nodes.map((node) => open(node, rules, context.signal)))
  },
}
