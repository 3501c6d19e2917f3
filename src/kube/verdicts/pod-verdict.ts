// When a pod is ready, and if not, which of its containers is in the way and what the kubelet or scheduler says of it. Pure.
import type { V1ContainerStatus, V1PodStatus } from '@kubernetes/client-node'
import { says } from './conditions.ts'
import type { KubeObject } from '../object.ts'
import { shortenMessage } from './shorten-message.ts'
import type { Verdict } from './verdicts.ts'

/** Ready: its condition `Ready` is true, so a Service sends it traffic. */
export function judgePod(pod: KubeObject): Verdict {
  const status = (pod['status'] ?? {}) as V1PodStatus
  const { deletionTimestamp, name } = pod.metadata
  const say = (ready: boolean, state: string): Verdict => ({ ready, why: `Pod ${name} is ${state}`, state })
  if (deletionTimestamp !== undefined) return say(false, 'being deleted')
  if (status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True')) return say(true, 'ready')
  const unscheduled = status.conditions?.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False')
  const containers = containerStatusesOf(pod).map(describeContainer)
  const reasons = [
    [status.phase ?? 'Unknown', status.reason, status.message].filter(Boolean).join(': '),
    ...(unscheduled ? [`not scheduled: ${shortenMessage(unscheduled.message ?? unscheduled.reason ?? 'no reason given')}`] : []),
    ...containers.filter((text) => text !== undefined),
  ]
  return say(false, reasons.join('; '))
}

/** Whether the pod has run to its end and will never become ready. */
export function hasEnded(pod: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as V1PodStatus
  return phase === 'Succeeded' || phase === 'Failed'
}

/** Those of its init containers first. */
export function containerStatusesOf(pod: KubeObject): readonly V1ContainerStatus[] {
  const { initContainerStatuses = [], containerStatuses = [] } = (pod['status'] ?? {}) as V1PodStatus
  return [...initContainerStatuses, ...containerStatuses]
}

/** `ImagePullBackOff: registry.example/web:1: no such host` */
export function describeWaiting({ image, state }: V1ContainerStatus): string {
  const { reason, message = '' } = state?.waiting ?? {}
  const ofImage = reason !== undefined && /Image/.test(reason) && image
  return [reason, ofImage, shortenMessage(message)].filter(Boolean).join(': ')
}

function describeContainer(status: V1ContainerStatus): string | undefined {
  const { name, ready, restartCount, state, lastState } = status
  if (ready) return undefined
  const restarts = restartCount > 0 ? `, ${restartCount} restart${restartCount > 1 ? 's' : ''}` : ''
  const before = lastState?.terminated
    ? `, last exit code ${lastState.terminated.exitCode} (${lastState.terminated.reason ?? 'no reason given'})`
    : ''
  if (state?.waiting) return `container ${name} is waiting: ${describeWaiting(status)}${restarts}${before}`
  if (state?.terminated) {
    const { exitCode, reason } = state.terminated
    return exitCode === 0 && reason === 'Completed'
      ? undefined
      : `container ${name} exited with ${exitCode}: ${says(state.terminated)}${restarts}`
  }
  return state?.running ? `container ${name} runs but is not Ready${restarts}${before}` : undefined
}
