// What the scheduler may read before RBAC's own roles are there: the API server writes them 2 s after it has begun to serve (a second of
// that it waits). A scheduler that was refused asks again up to 3 s later, and until then no pod has a node (measured: 1.5 s of a boot).
import { randomUUID } from 'node:crypto'
import type { Node } from '../cluster/node.ts'
import type { KubeConnection } from '../kube/connection.ts'
import { KubeRequestError } from '../kube/request-error.ts'
import { hurriesWaits } from '../plan/kubeadm/hurry.ts'
import { findEtcdPrograms } from '../state/etcd-programs.ts'
import type { BootContext } from './action.ts'
import { renderTransactions } from '../state/put-back/render-transactions.ts'

const name = 'vitest-kind:scheduler-before-rbac'
const group = 'rbac.authorization.k8s.io'
const kinds = [
  { plural: 'clusterroles', kind: 'ClusterRole', rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch'] }] },
  {
    plural: 'clusterrolebindings',
    kind: 'ClusterRoleBinding',
    roleRef: { apiGroup: group, kind: 'ClusterRole', name },
    subjects: [{ apiGroup: group, kind: 'User', name: 'system:kube-scheduler' }],
  },
]

/** Not with kubeadm as it is, nor where what is put back has its roles, nor for a scheduler that begins when they are there. */
export function needsSchedulerRights({ state, plan }: Pick<BootContext, 'state' | 'plan'>): boolean {
  return state === undefined && plan.spec.fidelity === 'fast' && !hurriesWaits(plan, plan.nodes[0]!)
}

/** Puts them into an etcd that nobody reads yet. Nothing is told where it fails: the scheduler then asks again. `loopback` is the node's own. */
export async function grantSchedulerRights(node: Node, loopback: string, nowMs: number, signal: AbortSignal): Promise<void> {
  const creationTimestamp = `${new Date(nowMs).toISOString().slice(0, 19)}Z`
  const objects = kinds.map(({ plural, ...object }) => ({
    key: `/registry/${plural}/${name}`,
    json: JSON.stringify({ apiVersion: `${group}/v1`, metadata: { name, uid: randomUUID(), creationTimestamp }, ...object }),
  }))
  const [transaction = ''] = renderTransactions(objects)
  await node.run(['bash', '-c', program, 'grant-scheduler-rights', loopback, transaction], { signal, allowFailure: true })
}

/** For an API server whose own roles are there. */
export async function withdrawSchedulerRights(connection: KubeConnection, signal: AbortSignal): Promise<void> {
  await Promise.all(
    kinds.map(async ({ plural }) => {
      const path = `/apis/${group}/v1/${plural}/${encodeURIComponent(name)}`
      await connection.request({ method: 'DELETE', path, signal }).catch((error: unknown) => {
        if (!(error instanceof KubeRequestError && error.status === 404)) throw error
      })
    }),
  )
}

// Ends by itself also when nobody waits for it any more.
const program = `${findEtcdPrograms}
for ((i = 0; ; i++)); do
  (exec 3<>"/dev/tcp/$1/2379") 2>/dev/null && break
  ((i < 3000)) || exit 1
  sleep 0.05
done
endpoint=$1
[[ $1 != *:* ]] || endpoint="[$1]"
pki=/etc/kubernetes/pki/etcd
"$programs/etcdctl" --endpoints="https://$endpoint:2379" --cacert=$pki/ca.crt --cert=$pki/healthcheck-client.crt \\
  --key=$pki/healthcheck-client.key --command-timeout=10s txn <<<"$2"`
