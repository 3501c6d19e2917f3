// One connection to the API server for a whole boot, opened by the first action that asks for it.
import type { Engine } from '../docker/connect.ts'
import { connectKube, type KubeConnection } from '../kube/connection.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import { startDeadline, type Deadline } from '../support/deadline.ts'
import { poll } from '../support/poll.ts'
import { readClusterKubeconfig } from './read-kubeconfig.ts'

export interface SharedConnection {
  get(signal: AbortSignal): Promise<KubeConnection>
  close(): Promise<void>
}

export function shareConnection(engine: Engine, plan: ClusterPlan, deadline: Deadline): SharedConnection {
  let opened: Promise<KubeConnection> | undefined
  return {
    get: (signal) => (opened ??= openConnection(engine, plan, startDeadline(deadline.owner, deadline.remainingMs(), signal))),
    close: async () => (await opened?.catch(() => undefined))?.close(),
  }
}

/** kubeadm writes the kubeconfig first, then starts the API server, then gives the administrator his rights. */
async function openConnection(engine: Engine, plan: ClusterPlan, deadline: Deadline): Promise<KubeConnection> {
  const kubeconfig = await poll(() => readClusterKubeconfig(engine, plan.spec.name), { deadline, awaited: 'the kubeconfig of the administrator' })
  const connection = await connectKube(kubeconfig)
  const ask = (): Promise<object> => connection.request<object>({ path: '/api/v1/namespaces/kube-system', signal: deadline.signal })
  await poll(ask, { deadline, awaited: 'the API server to obey its administrator' })
  return connection
}
