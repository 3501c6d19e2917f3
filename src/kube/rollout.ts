// Waits for one workload to be rolled out; on timeout tells its pods' states and the latest warnings.
import type { Deadline } from '../support/deadline.ts'
import { awaitObjects } from './await-objects.ts'
import type { KubeConnection } from './connection.ts'
import { explainObjects } from './verdicts/explain-objects.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'
import { judgeDaemonSet, judgeDeployment, judgeStatefulSet } from './verdicts/verdicts.ts'

const workloads = {
  Deployment: { plural: 'deployments', judge: judgeDeployment },
  StatefulSet: { plural: 'statefulsets', judge: judgeStatefulSet },
  DaemonSet: { plural: 'daemonsets', judge: judgeDaemonSet },
} as const

export type WorkloadKind = keyof typeof workloads

/** One that {@link awaitRollout} knows to await. */
export function isWorkload(object: KubeObject): object is KubeObject & { readonly kind: WorkloadKind } {
  return object.apiVersion === 'apps/v1' && Object.hasOwn(workloads, object.kind)
}

/** Whether {@link awaitRollout} has nothing to wait for. */
export function isRolledOut(object: KubeObject & { readonly kind: WorkloadKind }): boolean {
  return workloads[object.kind].judge(object).ready
}

/** All of the cluster, of every kind that can be awaited. */
export async function listWorkloads(
  connection: KubeConnection,
  signal: AbortSignal,
): Promise<(KubeObject & { readonly kind: WorkloadKind })[]> {
  const lists = Object.values(workloads).map(({ plural }) => connection.request<KubeList>({ path: `/apis/apps/v1/${plural}`, signal }))
  return (await Promise.all(lists)).flatMap(listedObjects).filter(isWorkload)
}

/** Until the newest template of the workload runs, Ready, everywhere it should. The workload may not exist yet. */
export async function awaitRollout(
  connection: KubeConnection,
  kind: WorkloadKind,
  name: string,
  namespace: string,
  deadline: Deadline,
): Promise<KubeObject> {
  const { plural, judge } = workloads[kind]
  const [workload] = await awaitObjects(connection, {
    path: `/apis/apps/v1/namespaces/${namespace}/${plural}`,
    query: { fieldSelector: `metadata.name=${name}` },
    awaited: `the rollout of ${kind} ${namespace}/${name}`,
    deadline,
    judge: ([object]) => (object ? judge(object) : { ready: false, why: `${kind} ${name} does not exist in ${namespace}` }),
    explain: (objects, signal) => explainObjects(connection, { namespace }, objects, signal),
  })
  if (!workload) throw new TypeError('judged ready without an object')
  return workload
}
