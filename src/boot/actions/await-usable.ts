// Waits for what a first test needs: every node Ready and taking pods, CoreDNS Ready and reached at its Service from each, the default
// ServiceAccount there, and the workloads of the user's manifests rolled out.
import { awaitManifests } from '../../kube/manifests/install.ts'
import { awaitUsable as awaitWhole } from '../../kube/usable.ts'
import { requireNodes } from '../require-nodes.ts'
import { awaitServices, planServiceRules } from '../service-rules.ts'
import type { BootAction, BootContext } from '../action.ts'

export const awaitUsable: BootAction<BootContext> = {
  name: 'await-usable',
  async run(context) {
    const { plan, deadline } = context
    const connection = await context.connect(context.signal)
    // Without an overlay network no node can become Ready: the user brings one after this.
    const network = !plan.spec.networking.disableDefaultCNI
    const nodes = await requireNodes(context)
    const rules = planServiceRules(plan, nodes[0]!)
    const served = Promise.all(rules ? nodes.map((node) => awaitServices(node, rules, context.signal)) : [])
    // Told after what it may follow from: a node that is not Ready, or no CoreDNS.
    served.catch(() => undefined)
    await awaitWhole(connection, { names: plan.nodes.map((node) => node.name), network }, deadline)
    await served
    if (network) await awaitManifests(connection, plan.policy.manifests, deadline)
  },
}
