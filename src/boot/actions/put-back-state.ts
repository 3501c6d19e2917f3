// Makes the first control plane out of a state that was taken of another: new keys, then an etcd that holds its objects.
import { join } from 'node:path'
import { planPatchedDocuments } from '../../plan/kubeadm/kubeadm-config.ts'
import { listNodeAddresses } from '../../plan/node-addresses.ts'
import { putBack } from '../../state/put-back/put-back.ts'
import { openLog } from '../open-log.ts'
import { requireFirstNode, requirePausedNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const putBackState: BootAction<BootContext> = {
  name: 'put-back-state',
  concerns: ({ state }) => state !== undefined,
  async run(context) {
    const { plan, signal, state, layers, directory } = context
    const node = await requireFirstNode(context)
    const { facts } = (await requirePausedNodes(context))[0]!
    const addresses = { ipv4: node.address, ipv6: node.ipv6Address }
    const log = openLog(join(directory, 'put-back-state.log'))
    try {
      await putBack(node, state!, {
        cluster: plan.spec.name,
        nodes: plan.nodes.map(({ name }) => name),
        endpoint: plan.endpoint,
        addresses: listNodeAddresses(plan.spec.networking, addresses),
        bootstrapToken: plan.bootstrapToken,
        documents: planPatchedDocuments(plan, plan.nodes[0]!, addresses, facts).documents,
        isHeld: layers !== undefined,
        signal,
        onOutput: log.write,
      })
    } finally {
      await log.end().catch(() => undefined)
    }
  },
}
