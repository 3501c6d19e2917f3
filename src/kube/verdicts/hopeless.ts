// An object that is awaited to become ready → why it cannot any more, when that is certain. Whoever waits need not wait on. Pure.
import type { V1PodSpec } from '@kubernetes/client-node'
import { findCondition, says } from './conditions.ts'
import type { KubeObject } from '../object.ts'
import { containerStatusesOf, describeWaiting, hasEnded, judgePod } from './pod-verdict.ts'
import { whyNoNode } from './unschedulable.ts'

// The kubelet tries again for ever, whatever keeps a container from being made. These it says when it has given up for a while, or for good.
const lostImages = ['ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull']
// And these a moment may mend: the second pull comes at once, and a ConfigMap or Secret that is applied after the pod is found at its next look.
const unsettled = ['ErrImagePull', 'CreateContainerConfigError', 'CreateContainerError']

/** For the object itself: a Job that failed, a pod that ended, or cannot run. Undefined while it may become ready. */
export function whyHopeless(object: KubeObject, nodes?: readonly KubeObject[]): string | undefined {
  if (object.kind === 'Job') return whyJobFailed(object)
  if (object.kind !== 'Pod') return undefined
  if (hasEnded(object) && !isReplaced(object)) return `${judgePod(object).why}: a pod that has ended does not start again`
  return whyCannotRun(object, nodes)
}

/** For a pod of a workload, which replaces one that ended. One of an earlier template says nothing of the newest. */
export function whyPodHopeless(pod: KubeObject, workload: KubeObject, nodes?: readonly KubeObject[]): string | undefined {
  return isOfNewestTemplate(pod, workload) ? whyCannotRun(pod, nodes) : undefined
}

/** For a pod of whatever workload, seen by itself: the workload would replace it if it had ended. */
export function whyCannotStart(pod: KubeObject): string | undefined {
  return whyCannotRun(pod, undefined)
}

/** For a pod to which nothing will be added that it may lack: what the kubelet says the first time that it cannot make a container. */
export function findFirstFailure(pod: KubeObject): string | undefined {
  const failed = containerStatusesOf(pod).find(({ state }) => [...lostImages, ...unsettled].includes(state?.waiting?.reason ?? ''))
  const { reason, message } = failed?.state?.waiting ?? {}
  return failed && [reason, message].filter(Boolean).join(': ')
}

/** Whether the scheduler found no node for it: then one has to look at the nodes. */
export function isUnschedulable(pod: KubeObject): boolean {
  const scheduled = findCondition(pod, 'PodScheduled')
  return scheduled?.status === 'False' && scheduled.reason === 'Unschedulable'
}

function whyJobFailed(job: KubeObject): string | undefined {
  const failed = [findCondition(job, 'Failed'), findCondition(job, 'FailureTarget')].find((condition) => condition?.status === 'True')
  return failed && `Job ${job.metadata.name} has failed: ${says(failed)}`
}

function whyCannotRun(pod: KubeObject, nodes: readonly KubeObject[] | undefined): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined
  const lost = containerStatusesOf(pod).find(({ state }) => lostImages.includes(state?.waiting?.reason ?? ''))
  if (lost) return `the image of container ${lost.name} cannot be had: ${describeWaiting(lost)}`
  const noNode = nodes && isUnschedulable(pod) ? whyNoNode(pod, nodes) : undefined
  return noNode && `Pod ${pod.metadata.name} cannot be scheduled: ${noNode}`
}

/** Their controllers remove a pod that ended, and make it anew under the same name or labels. */
function isReplaced({ metadata }: KubeObject): boolean {
  const owners = (metadata['ownerReferences'] ?? []) as readonly { readonly kind: string; readonly controller?: boolean }[]
  return owners.some(({ kind, controller }) => controller === true && (kind === 'StatefulSet' || kind === 'DaemonSet'))
}

/** By what decides whether it can run. What a webhook or a LimitRange changed makes it look like another's: then one waits on. */
function isOfNewestTemplate(pod: KubeObject, workload: KubeObject): boolean {
  const { template } = (workload['spec'] ?? {}) as { readonly template?: { readonly spec?: V1PodSpec } }
  return template?.spec === undefined || placing(pod['spec'] as V1PodSpec) === placing(template.spec)
}

function placing({ containers, initContainers = [], nodeSelector, affinity }: V1PodSpec): string {
  const parts = [...initContainers, ...containers].map(({ name, image, resources }) => [name, image, resources?.requests])
  return JSON.stringify([parts, nodeSelector, affinity])
}
