// When a pod is ready, and if not, which of its containers is in the way and what the kubelet or scheduler says of it. Pure.
import type { V1ContainerStatus, V1PodStatus } from '@kubernetes/client-node'
import type { KubeObject } from './object.ts'
import type { Verdict } from './verdicts.ts'

/** Ready: its condition `Ready` is true, so a Service sends it traffic. */
export function judgePod(pod: KubeObject): Verdict {
  const status = (pod['status'] ?? {}) as V1PodStatus
  const { deletionTimestamp, name } = pod.metadata
  const say = (ready: boolean, why: string): Verdict => ({ ready, why: `Pod ${name} ${why}` })
  if (deletionTimestamp !== undefined) return say(false, 'is being deleted')
  if (status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True')) return say(true, 'is ready')
  const unscheduled = status.conditions?.find((condition) => condition.type === 'PodScheduled' && condition.status === 'False')
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map(describeContainer)
  const reasons = [
    [status.phase ?? 'Unknown', status.reason, status.message].filter(Boolean).join(': '),
    ...(unscheduled ? [`not scheduled: ${unscheduled.message ?? unscheduled.reason ?? 'no reason given'}`] : []),
    ...containers.filter((text) => text !== undefined),
  ]
  return say(false, `is ${reasons.join('; ')}`)
}

/** Whether the pod has run to its end and will never become ready. */
export function hasEnded(pod: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as V1PodStatus
  return phase === 'Succeeded' || phase === 'Failed'
}

function describeContainer({ name, ready, restartCount, state, lastState }: V1ContainerStatus): string | undefined {
  if (ready) return undefined
  const restarts = restartCount > 0 ? `, ${restartCount} restarts` : ''
  const before = lastState?.terminated ? `, last exit code ${lastState.terminated.exitCode} (${lastState.terminated.reason ?? 'no reason given'})` : ''
  if (state?.waiting) return `container ${name} is waiting: ${[state.waiting.reason, state.waiting.message].filter(Boolean).join(': ')}${restarts}${before}`
  if (state?.terminated) {
    const { exitCode, reason, message } = state.terminated
    return exitCode === 0 && reason === 'Completed' ? undefined : `container ${name} exited with ${exitCode}: ${[reason, message].filter(Boolean).join(': ')}${restarts}`
  }
  return state?.running ? `container ${name} runs but is not Ready${restarts}${before}` : undefined
}
