// What "ready" means, one function for each kind of object: object → ready or not, and why not in words. Pure.
import type { V1DaemonSetStatus, V1Deployment, V1Endpoint, V1NodeSpec, V1StatefulSet } from '@kubernetes/client-node'
import { type Condition, conditionsOf, findCondition, says } from './conditions.ts'
import { readIngress } from './load-balancer-status.ts'
import type { KubeObject } from '../object.ts'
import { judgePod } from './pod-verdict.ts'
import { shortenMessage } from './shorten-message.ts'

export interface Verdict {
  readonly ready: boolean
  /** One line, beginning with the object's name. Says what is missing, or that nothing is. */
  readonly why: string
  /** The same without the name, so that objects in the same state can be told of together. */
  readonly state: string
}

/** By kind. Kinds with no notion of ready are ready once they exist; a condition `Ready` or `Available` counts for any kind. */
export function judgeObject(object: KubeObject): Verdict {
  const judge = judges[object.kind]
  if (judge) return judge(object)
  const conditions = conditionsOf(object)
  const decisive =
    conditions.find((condition) => condition.type === 'Ready') ?? conditions.find((condition) => condition.type === 'Available')
  return decisive ? judgeCondition(object, decisive.type) : verdict(object)
}

/** Ready: the kubelet says so. Whether pods may be scheduled there is another question, see {@link judgeSchedulable}. */
export function judgeNode(node: KubeObject): Verdict {
  return judgeCondition(node, 'Ready')
}

/** Whether the node is Ready and takes the pods it is meant for: other taints than those Kubernetes sets itself, and a cordon, are somebody's will. */
export function judgeSchedulable(node: KubeObject): Verdict {
  const { taints = [] } = (node['spec'] ?? {}) as V1NodeSpec
  const hindrances = taints.filter(
    ({ key, effect }) =>
      effect !== 'PreferNoSchedule' && key.startsWith('node.kubernetes.io/') && key !== 'node.kubernetes.io/unschedulable',
  )
  const ready = judgeNode(node)
  if (!ready.ready) return ready
  return verdict(node, hindrances.length > 0 && `is tainted ${hindrances.map(({ key, effect }) => `${key}:${effect}`).join(', ')}`)
}

/** As `kubectl rollout status`: the newest template runs in every replica, and every one is available. */
export function judgeDeployment(deployment: KubeObject): Verdict {
  const { spec, status = {} } = deployment as KubeObject & Pick<V1Deployment, 'spec' | 'status'>
  const wanted = spec?.replicas ?? 1
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, readyReplicas = 0 } = status
  const failure = findCondition(deployment, 'ReplicaFailure')
  const stalled = findCondition(deployment, 'Progressing')
  return verdict(
    deployment,
    isBehind(deployment) && waitsForController,
    updatedReplicas < wanted && `has ${updatedReplicas} of ${wanted} replicas with the newest template`,
    replicas > updatedReplicas && `still has ${count(replicas - updatedReplicas, 'old replica')}`,
    updatedReplicas >= wanted && readyReplicas < wanted && `has ${readyReplicas} of ${wanted} replicas Ready`,
    readyReplicas >= wanted && availableReplicas < wanted && `has ${availableReplicas} of ${wanted} replicas available`,
    failure?.status === 'True' && says({ ...failure, message: shortenMessage(failure.message ?? '') }),
    stalled?.status === 'False' && says(stalled),
  )
}

/** The newest template runs and is available on every node that should have one. */
export function judgeDaemonSet(daemonSet: KubeObject): Verdict {
  const {
    desiredNumberScheduled = 0,
    updatedNumberScheduled = 0,
    numberReady = 0,
    numberAvailable = 0,
  } = (daemonSet['status'] ?? {}) as Partial<V1DaemonSetStatus>
  return verdict(
    daemonSet,
    isBehind(daemonSet) && waitsForController,
    updatedNumberScheduled < desiredNumberScheduled &&
      `has ${updatedNumberScheduled} of ${desiredNumberScheduled} pods with the newest template`,
    numberReady < desiredNumberScheduled && `has ${numberReady} of ${desiredNumberScheduled} pods Ready`,
    numberReady >= desiredNumberScheduled &&
      numberAvailable < desiredNumberScheduled &&
      `has ${numberAvailable} of ${desiredNumberScheduled} pods available`,
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
    isBehind(statefulSet) && waitsForController,
    updated < newest && `has ${updated} of ${newest} replicas with the newest template`,
    ready < wanted && `has ${ready} of ${wanted} replicas Ready`,
  )
}

const judges: Readonly<Record<string, (object: KubeObject) => Verdict>> = {
  Node: judgeNode,
  Pod: judgePod,
  Deployment: judgeDeployment,
  DaemonSet: judgeDaemonSet,
  StatefulSet: judgeStatefulSet,
  Service: (service) => judgeService(service),
  Job: (job) => judgeCondition(job, 'Complete'),
  PersistentVolumeClaim: (claim) => judgePhase(claim, 'Bound'),
  PersistentVolume: (volume) => judgePhase(volume, 'Bound', 'Available'),
  CustomResourceDefinition: (definition) => judgeCondition(definition, 'Established'),
  Namespace: (namespace) => verdict(namespace, namespace.metadata.deletionTimestamp !== undefined && 'is being deleted'),
}

/**
 * A Service that sends its requests somewhere: an endpoint is ready, and one of type LoadBalancer has an address. One that only names
 * another host is ready as it is; so is one without a selector that has no endpoints, for those are its owner's affair. Without
 * `slices` nothing is known of endpoints.
 */
export function judgeService(service: KubeObject, slices?: readonly KubeObject[]): Verdict {
  const { selector, type } = (service['spec'] ?? {}) as { readonly selector?: object; readonly type?: string }
  const { name, namespace } = service.metadata
  const own = (slices ?? []).filter(({ metadata }) => metadata.labels?.[serviceLabel] === name && metadata.namespace === namespace)
  const endpoints = own.flatMap((slice) => (slice['endpoints'] ?? []) as readonly V1Endpoint[])
  const isComplete = slices === undefined || type === 'ExternalName' || (selector === undefined && endpoints.length === 0)
  const isServed = isComplete || endpoints.some(({ conditions }) => conditions?.ready !== false)
  return verdict(
    service,
    type === 'LoadBalancer' && readIngress(service).length === 0 && 'has no address from its load balancer',
    !isServed && (endpoints.length === 0 ? 'has no endpoints' : `has ${count(endpoints.length, 'endpoint')}, none of them ready`),
  )
}

/** A label of EndpointSlices: whose they are. */
export const serviceLabel = 'kubernetes.io/service-name'

function judgePhase(object: KubeObject, ...good: readonly string[]): Verdict {
  const { phase = 'Unknown' } = (object['status'] ?? {}) as { readonly phase?: string }
  return verdict(object, !good.includes(phase) && `is ${phase}`)
}

function judgeCondition(object: KubeObject, type: string): Verdict {
  const conditions = conditionsOf(object)
  const condition = findCondition(object, type)
  if (condition?.status === 'True') return verdict(object)
  const others = conditions.filter((one) => one.type !== type && one.status === 'True' && isTrouble(one))
  return verdict(
    object,
    condition ? `${type}=${condition.status}: ${says(condition)}` : `has no condition ${type} yet`,
    ...others.map((one) => `${one.type}: ${says(one)}`),
  )
}

function isTrouble({ type }: Condition): boolean {
  return type.endsWith('Pressure') || type.endsWith('Unavailable') || type === 'Failed'
}

const waitsForController = 'waits for its controller to see the newest spec'

/** The status speaks of an older spec than the object has. */
function isBehind(object: KubeObject): boolean {
  const { observedGeneration = 0 } = (object['status'] ?? {}) as { observedGeneration?: number }
  return observedGeneration < (object.metadata.generation ?? 0)
}

function verdict(object: KubeObject, ...missing: readonly (string | false | undefined)[]): Verdict {
  const reasons = missing.filter((reason) => typeof reason === 'string')
  const state = reasons.join('; ') || 'is ready'
  return { ready: reasons.length === 0, why: `${object.kind} ${object.metadata.name} ${state}`, state }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
