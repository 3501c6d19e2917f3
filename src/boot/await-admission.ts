// Until a cluster says, signed, how others join it. kubeadm join asks for the same, once in 5 s (its DiscoveryRetryInterval); the controller
// manager signs about when an init ends, and in a boot from a state a second after the API server answers. So it is seen here first.
import { awaitTogether } from '../kube/await-together.ts'
import type { BootContext } from './action.ts'

// kubeadm then says itself what is missing, also where a patch has left these terms out for others.
const patienceMs = 30_000

export async function awaitAdmission({ connect, deadline, signal }: Pick<BootContext, 'connect' | 'deadline' | 'signal'>): Promise<void> {
  const connection = await connect(signal)
  const patience = AbortSignal.timeout(patienceMs)
  try {
    await awaitTogether(connection, {
      collections: [
        { path: '/api/v1/namespaces/kube-public/configmaps', query: { fieldSelector: 'metadata.name=cluster-info' } },
        // The last of what kubeadm makes for those who join: it lets them read the above without a name.
        { path: '/apis/rbac.authorization.k8s.io/v1/namespaces/kube-public/rolebindings' },
      ],
      awaited: 'the signed terms on which nodes join',
      deadline: deadline.until(AbortSignal.any([signal, patience])),
      judge(terms, bindings) {
        const isSigned = terms.some((map) => Object.keys(map['data'] ?? {}).some((key) => key.startsWith('jws-kubeconfig-')))
        const isRead = bindings.some(({ metadata }) => metadata.name === 'kubeadm:bootstrap-signer-clusterinfo')
        return { ready: isSigned && isRead, why: isSigned ? 'nobody may read cluster-info' : 'cluster-info bears no signature' }
      },
    })
  } catch (error) {
    if (!patience.aborted) throw error
  }
}
