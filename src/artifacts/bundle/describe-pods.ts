// Pods → a text that tells how each is, for people: where it runs, its conditions, each container's states with their times and codes, its
// events. What a field was set to is in the objects' own file. Pure.
import type { V1ContainerState, V1ContainerStatus, V1PodSpec, V1PodStatus } from '@kubernetes/client-node'
import { fieldsOf } from '../../kube/event-fields.ts'
import type { KubeObject } from '../../kube/object.ts'
import { containerStatusesOf, judgePod } from '../../kube/verdicts/pod-verdict.ts'
import { tellConditions } from './tell-conditions.ts'
import { tellEventLog } from './tell-event-log.ts'

export function describePods(pods: readonly KubeObject[], events: readonly KubeObject[]): string {
  return pods.map((pod) => describePod(pod, events)).join('\n')
}

function describePod(pod: KubeObject, events: readonly KubeObject[]): string {
  const { nodeName = 'none yet' } = (pod['spec'] ?? {}) as Partial<V1PodSpec>
  const { phase = 'Unknown', podIP, startTime } = (pod['status'] ?? {}) as V1PodStatus
  const own = events.filter((event) => {
    const { involvedObject } = fieldsOf(event)
    return involvedObject?.kind === 'Pod' && involvedObject.name === pod.metadata.name
  })
  return [
    judgePod(pod).why,
    `  node ${nodeName}  phase ${phase}  address ${podIP ?? 'none'}  since ${String(startTime ?? pod.metadata.creationTimestamp)}`,
    ...tellConditions(pod).map((line) => `  ${line}`),
    ...containerStatusesOf(pod).flatMap(describeContainer),
    ...tellEventLog(own).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

function describeContainer({ name, image, ready, restartCount, state, lastState }: V1ContainerStatus): string[] {
  return [
    `  container ${name}  ${image}  ${ready ? 'Ready' : 'not Ready'}  ${restartCount} restart${restartCount === 1 ? '' : 's'}`,
    ...tellState(state).map((text) => `    now ${text}`),
    ...tellState(lastState).map((text) => `    before ${text}`),
  ]
}

/** Times are text in the API's JSON. */
function tellState({ running, waiting, terminated }: V1ContainerState = {}): string[] {
  if (running) return [`running since ${String(running.startedAt)}`]
  if (waiting) return [`waiting: ${[waiting.reason, waiting.message].filter(Boolean).join(': ')}`]
  if (!terminated) return []
  const { exitCode, reason, message, startedAt, finishedAt } = terminated
  return [
    `ended with ${exitCode}${reason ? ` (${reason})` : ''}, from ${String(startedAt)} to ${String(finishedAt)}${message ? `: ${message}` : ''}`,
  ]
}
