// One connection to the API server for a whole boot, opened by the first action that asks for it.
import type { Engine } from '../docker/connect.ts'
import { connectKube, type KubeConnection } from '../kube/connection.ts'
import { mayPass } from '../kube/request-error.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import type { Deadline } from '../support/deadline.ts'
import { isKindError } from '../support/errors.ts'
import { poll } from '../support/poll.ts'
import { requireCluster } from '../cluster/cluster.ts'

export interface SharedConnection {
  get(signal: AbortSignal): Promise<KubeConnection>
  /** The kubeconfig it was opened with; undefined when nobody has asked for it. */
  kubeconfig(): Promise<string | undefined>
  close(): Promise<void>
}

export function shareConnection(engine: Engine, plan: ClusterPlan, deadline: Deadline): SharedConnection {
  let opened: Promise<Opened> | undefined
  return {
    get: async (signal) => (await (opened ??= openConnection(engine.until(signal), plan, deadline.until(signal)))).connection,
    kubeconfig: async () => (await opened)?.kubeconfig,
    close: async () => (await opened?.catch(() => undefined))?.connection.close(),
  }
}

interface Opened {
  readonly connection: KubeConnection
  readonly kubeconfig: string
}

/** kubeadm writes the kubeconfig first, then starts the API server, then gives the administrator his rights. */
async function openConnection(engine: Engine, plan: ClusterPlan, deadline: Deadline): Promise<Opened> {
  const readAnew = async (): Promise<string> => (await requireCluster(engine, plan.spec.name)).readKubeconfig()
  const kubeconfig = await poll(readAnew, {
    deadline,
    awaited: 'the kubeconfig of the administrator',
    retryOn: isNotThereYet,
  })
  const connection = await connectKube(kubeconfig)
  const ask = (): Promise<object> => connection.request<object>({ path: '/api/v1/namespaces/kube-system', signal: deadline.signal })
  await poll(ask, { deadline, awaited: 'the API server to obey its administrator', retryOn: mayPass })
  return { connection, kubeconfig }
}

/** No file, no published port, or a file that is just being written: a name that no container bears has no nodes left to run kubeadm. */
function isNotThereYet(error: unknown): boolean {
  return isKindError(error) && ['KIND_CLUSTER_UNKNOWN', 'KIND_CONFIG_INVALID'].includes(error.code)
}
