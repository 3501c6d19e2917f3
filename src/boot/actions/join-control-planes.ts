// Joins the other control planes: the secrets all of them share are copied from the first, then kubeadm makes the rest.
import { admitLoadBalancers } from '../admit-load-balancers.ts'
import { awaitAdmission } from '../await-admission.ts'
import { runKubeadm } from '../run-kubeadm.ts'
import { requireNodes } from '../require-nodes.ts'
import { minorOf } from '../../plan/kubeadm/kubeadm-api.ts'
import type { ClusterPlan } from '../../plan/plan.ts'
import { DockerError } from '../../support/errors.ts'
import type { Node } from '../../cluster/node.ts'
import type { BootAction, BootContext } from '../action.ts'

// What kubeadm expects on a control plane that joins; the rest it makes there.
const shared = ['ca.crt', 'ca.key', 'front-proxy-ca.crt', 'front-proxy-ca.key', 'sa.pub', 'sa.key', 'etcd/ca.crt', 'etcd/ca.key'].map(
  (file) => `/etc/kubernetes/pki/${file}`,
)

export const joinControlPlanes: BootAction<BootContext> = {
  name: 'join-control-planes',
  async run(context) {
    const [first, ...others] = (await requireNodes(context)).filter((node) => node.role === 'control-plane')
    if (others.length === 0) return
    await Promise.all([copySecrets(first!, others), awaitAdmission(context)])
    if (joinsLearners(context.plan)) await Promise.all(others.map((node) => runKubeadm(context, node, 'join')))
    else for (const node of others) await runKubeadm(context, node, 'join')
    await Promise.all(others.map(({ name }) => admitLoadBalancers(context, name)))
  },
}

/**
 * Whether kubeadm adds etcd members as learners: since 1.29. Then they may come at once: etcd has one learner at a time, kubeadm
 * asks again every 0.5 s until its turn (for 2 minutes; a turn takes about 4 s), and a learner that fails costs no quorum. Most of
 * a join is waiting, for an API server that starts before its etcd: two at once took 34 s on a busy host, one after the other
 * 41 s on a quiet one (measured, 2 cores).
 */
function joinsLearners({ nodes }: ClusterPlan): boolean {
  return nodes.filter(({ role }) => role === 'control-plane').every((node) => minorOf(node) >= 29)
}

async function copySecrets(from: Node, to: readonly Node[]): Promise<void> {
  const files = await Promise.all(
    shared.map(async (path) => {
      const content = await from.read(path)
      if (content === undefined) throw new DockerError('KIND_DOCKER_FAILED', { what: `kubeadm has left no ${path} on ${from.name}` })
      return { path, content, mode: path.endsWith('.key') ? 0o600 : 0o644 }
    }),
  )
  await Promise.all(to.map((node) => node.put(files)))
}
