// A new cluster → one that waits, frozen, so that it takes up its work as if no time had passed.
import type { Cluster } from '../../cluster/cluster.ts'
import { writeNodeState } from '../../cluster/node-state.ts'
import type { Node } from '../../cluster/node.ts'
import { pauseContainer } from '../../docker/containers.ts'
import type { Deadline } from '../../support/deadline.ts'
import { isKindError } from '../../support/errors.ts'
import { poll } from '../../support/poll.ts'

// By what each process calls itself; the kernel keeps fifteen characters of it.
const signalControllers = `for file in /proc/[0-9]*/comm; do
  read -r name < "$file" 2>/dev/null || continue
  [ "$name" != kube-controller ] || { pid=\${file#/proc/}; kill -"$0" "\${pid%/comm}"; }
done`

/**
 * The controller manager is stopped before the rest, and goes on after it: frozen together, it would wake to find that no node has been heard
 * of for so long, and call all of them lost. That the Node objects change meanwhile makes it read them anew first.
 */
export async function restSpare(cluster: Cluster, deadline: Deadline): Promise<void> {
  const { signal } = deadline
  const [first] = cluster.nodes
  await writeNodeState(first!, { pooledAtMs: Date.now() })
  await signalAll(cluster, 'STOP', signal)
  await using connection = await cluster.connect()
  for (const { name } of cluster.nodes) {
    const body = { metadata: { annotations: { 'vitest-kind/pooled': new Date().toISOString() } } }
    await connection.request({ method: 'PATCH', path: `/api/v1/nodes/${name}`, contentType: 'application/merge-patch+json', body, signal })
  }
  // Workers before the API server that they report to.
  for (const { id } of cluster.containers.toReversed()) await freeze(cluster, id, deadline)
}

/** Lets the controller manager go on. */
export async function wakeControllers(cluster: Pick<Cluster, 'nodes'>, signal: AbortSignal): Promise<void> {
  await signalAll(cluster, 'CONT', signal)
}

async function signalAll({ nodes }: Pick<Cluster, 'nodes'>, name: 'STOP' | 'CONT', signal: AbortSignal): Promise<void> {
  const planes = nodes.filter(({ role }) => role === 'control-plane')
  await Promise.all(planes.map((node: Node) => node.run(['sh', '-c', signalControllers, name], { signal })))
}

/** On cgroup v1 the freezer gives up where processes come and go too fast. */
async function freeze({ engine }: Cluster, id: string, deadline: Deadline): Promise<void> {
  const attempt = async (): Promise<true> => {
    await pauseContainer(engine, id)
    return true
  }
  const mayPass = (error: unknown): boolean => isKindError(error) && /freeze/.test((error.facts.seen ?? []).join())
  await poll(attempt, { deadline, awaited: 'that the container freezes', everyMs: 500, retryOn: mayPass })
}
