// Pods of a node that has been put back wait until the API can be reached through its Service: a program that asks it earlier is refused,
// ends, and is started again 10 s later; CoreDNS asks again seconds later. The scheduler holds them, by a taint of ours.
import type { Node } from '../../cluster/node.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { KubeRequestError } from '../../kube/request-error.ts'

export const holdTaint = { key: 'vitest-kind.io/no-way-to-the-api', effect: 'NoSchedule' } as const

/** Returns when there is a way, and the node takes pods. */
export async function releasePods(node: Node, connection: KubeConnection, signal: AbortSignal): Promise<void> {
  const service = await connection.request<{ readonly spec: { readonly clusterIP: string } }>({
    path: '/api/v1/namespaces/default/services/kubernetes',
    signal,
  })
  await node.run(['bash', '-c', untilThereIsAWay, 'release-pods', service.spec.clusterIP], { signal })
  await removeTaint(connection, node.name, signal)
}

// Ends by itself also when nobody waits for it any more.
const untilThereIsAWay = `for ((i = 0; i < 1200; i++)); do
  (exec 3<>"/dev/tcp/$1/443") 2>/dev/null && exit 0
  sleep 0.05
done
echo "nothing answers at $1:443, where the Service of the API is" >&2
exit 1`

type NodeObject = KubeObject & { readonly spec: { readonly taints?: readonly { readonly key: string }[] } }

/** Others taint nodes, too: who comes between is heeded. */
async function removeTaint(connection: KubeConnection, name: string, signal: AbortSignal): Promise<void> {
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`
  for (;;) {
    const node = await connection.request<NodeObject>({ path, signal })
    const taints = (node.spec.taints ?? []).filter(({ key }) => key !== holdTaint.key)
    try {
      return void (await connection.request({ method: 'PUT', path, body: { ...node, spec: { ...node.spec, taints } }, signal }))
    } catch (error) {
      if (!(error instanceof KubeRequestError && error.status === 409)) throw error
    }
  }
}
