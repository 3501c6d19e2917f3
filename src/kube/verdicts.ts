// What "ready" means, one function for each kind of object: object → ready or not, and why not in words. Pure.
import type { V1DaemonSetStatus, V1Deployment, V1NodeSpec, V1NodeStatus, V1StatefulSet } from '@kubernetes/client-node'
import type { KubeObject } from './object.ts'
import { judgePod } from './pod-verdict.ts'

export interface Verdict {
  readonly ready: boolean
  /** One line, beginning with the object's name. Says what is missing, or that nothing is. */
  readonly why: string
}

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

/** By kind. Kinds with no notion of ready are ready once they exist; a condition `Ready` or `Available` counts for any kind. */
export function judgeObject(object: KubeObject): Verdict {
  const judge = judges[object.kind]
  if (judge) return judge(object)
  const conditions = conditionsOf(object)
  const decisive = conditions.find((condition) => condition.type === 'Ready') ?? conditions.find((condition) => condition.type === 'Available')
  return decisive ? judgeCondition(object, decisive.type) : verdict(object)
}

/** Ready: the kubelet says so. Whether pods may be scheduled there is another question, see {@link judgeSchedulable}. */
export function judgeNode(node: KubeObject): Verdict {
  return judgeCondition(node, 'Ready')
}

/** Whether the node is Ready and takes the pods it is meant for: other taints than those Kubernetes sets itself, and a cordon, are somebody's will. */
export function judgeSchedulable(node: KubeObject): Verdict {
  const { taints = [] } = (node['spec'] ?? {}) as V1NodeSpec
  const hindrances = taints.filter(({ key, effect }) => effect !== 'PreferNoSchedule' && key.startsWith('node.kubernetes.io/') && key !== 'node.kubernetes.io/unschedulable')
  const ready = judgeNode(node)
  if (!ready.ready) return ready
  return verdict(node, hindrances.length > 0 && `is tainted ${hindrances.map(({ key, effect }) => `${key}:${effect}`).join(', ')}`)
}

/** As `kubectl rollout status`: the newest template runs in every replica, and every one is available. */
export function judgeDeployment(deployment: KubeObject): Verdict {
  const { spec, status = {} } = deployment as KubeObject & Pick<V1Deployment, 'spec' | 'status'>
  const wanted = spec?.replicas ?? 1
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, readyReplicas = 0 } = status
  const failure = conditionsOf(deployment).find((condition) => condition.type === 'ReplicaFailure' && condition.status === 'True')
  const stalled = conditionsOf(deployment).find((condition) => condition.type === 'Progressing' && condition.status === 'False')
  return verdict(
    deployment,
    isBehind(deployment) && 'its controller has not seen the newest spec',
    updatedReplicas < wanted && `${updatedReplicas} of ${wanted} replicas have the newest template`,
    replicas > updatedReplicas && `${replicas - updatedReplicas} old replicas are still there`,
    readyReplicas < wanted && `${readyReplicas} of ${wanted} replicas are Ready`,
    readyReplicas >= wanted && availableReplicas < wanted && `${availableReplicas} of ${wanted} replicas are available`,
    failure && says(failure),
    stalled && says(stalled),
  )
}

/** The newest template runs and is available on every node that should have one. */
export function judgeDaemonSet(daemonSet: KubeObject): Verdict {
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberReady = 0, numberAvailable = 0 } = (daemonSet['status'] ?? {}) as Partial<V1DaemonSetStatus>
  return verdict(
    daemonSet,
    isBehind(daemonSet) && 'its controller has not seen the newest spec',
    updatedNumberScheduled < desiredNumberScheduled && `${updatedNumberScheduled} of ${desiredNumberScheduled} pods have the newest template`,
    numberReady < desiredNumberScheduled && `${numberReady} of ${desiredNumberScheduled} pods are Ready`,
    numberReady >= desiredNumberScheduled && numberAvailable < desiredNumberScheduled && `${numberAvailable} of ${desiredNumberScheduled} pods are available`,
  )
}

/** The newest template runs in every replica (of those the partition lets through), and all replicas are Ready. */
export function judgeStatefulSet(statefulSet: KubeObject): Verdict {
  const { spec, status } = statefulSet as KubeObject & Pick<V1StatefulSet, 'spec' | 'status'>
  const wanted = spec?.replicas ?? 1
  const onDelete = spec?.updateStrategy?.type === 'OnDelete'
  const newest = onDelete ? 0 : Math.max(0, wanted - (spec?.updateStrategy?.rollingUpdate?.partition ?? 0))
  const settled = status?.updateRevision === status?.currentRevision
  const updated = settled ? wanted : (status?.updatedReplicas ?? 0)
  const ready = status?.readyReplicas ?? 0
  return verdict(
    statefulSet,
    isBehind(statefulSet) && 'its controller has not seen the newest spec',
    updated < newest && `${updated} of ${newest} replicas have the newest template`,
    ready < wanted && `${ready} of ${wanted} replicas are Ready`,
  )
}

const judges: Readonly<Record<string, (object: KubeObject) => Verdict>> = {
  Node: judgeNode,
  Pod: judgePod,
  Deployment: judgeDeployment,
  DaemonSet: judgeDaemonSet,
  StatefulSet: judgeStatefulSet,
  Job: (job) => judgeCondition(job, 'Complete'),
  CustomResourceDefinition: (definition) => judgeCondition(definition, 'Established'),
  Namespace: (namespace) => verdict(namespace, namespace.metadata.deletionTimestamp !== undefined && 'is being deleted'),
}

function judgeCondition(object: KubeObject, type: string): Verdict {
  const conditions = conditionsOf(object)
  const condition = conditions.find((one) => one.type === type)
  if (condition?.status === 'True') return verdict(object)
  const others = conditions.filter((one) => one.type !== type && one.status === 'True' && isTrouble(one))
  return verdict(object, condition ? `${type}=${condition.status}: ${says(condition)}` : `has no condition ${type} yet`, ...others.map((one) => `${one.type}: ${says(one)}`))
}

function isTrouble({ type }: Condition): boolean {
  return type.endsWith('Pressure') || type.endsWith('Unavailable') || type === 'Failed'
}

/** The status speaks of an older spec than the object has. */
function isBehind(object: KubeObject): boolean {
  const { observedGeneration = 0 } = (object['status'] ?? {}) as { observedGeneration?: number }
  return observedGeneration < (object.metadata.generation ?? 0)
}

function conditionsOf(object: KubeObject): readonly Condition[] {
  const { conditions } = (object['status'] ?? {}) as Pick<V1NodeStatus, 'conditions'>
  return conditions ?? []
}

function says({ reason, message }: Condition): string {
  return [reason, message].filter(Boolean).join(': ')
}

function verdict(object: KubeObject, ...missing: readonly (string | false | undefined)[]): Verdict {
  const reasons = missing.filter((reason) => typeof reason === 'string')
  return { ready: reasons.length === 0, why: `${object.kind} ${object.metadata.name} ${reasons.join('; ') || 'is ready'}` }
}
