// Takes from a control plane the label by which kubeadm tells load balancers to leave it out, where it is there for the pods, too.
// What stands in front of a cluster from outside (MetalLB, cloud-provider-kind) would else find no node in one without workers.
import type { BootContext } from './action.ts'

const label = 'node.kubernetes.io/exclude-from-external-load-balancers'

export async function admitLoadBalancers({ plan, connect, signal }: BootContext, nodeName: string): Promise<void> {
  if (plan.nodes.some(({ role }) => role === 'worker')) return
  await (
    await connect(signal)
  ).request({
    method: 'PATCH',
    path: `/api/v1/nodes/${nodeName}`,
    contentType: 'application/merge-patch+json',
    body: { metadata: { labels: { [label]: null } } },
    signal,
  })
}
