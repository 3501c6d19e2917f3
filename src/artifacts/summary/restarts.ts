// Pods → those whose containers have ended since a test began and run again: when one looks, nothing is wrong with them any more. Pure.
import type { V1ContainerStatus } from '@kubernetes/client-node'
import type { KubeObject } from '../../kube/object.ts'
import { containerStatusesOf, judgePod } from '../../kube/verdicts/pod-verdict.ts'

/** Of pods that are Ready. */
export function findRestarted(pods: readonly KubeObject[], sinceMs: number): readonly KubeObject[] {
  return pods.filter((pod) => judgePod(pod).ready && restartsOf(pod, sinceMs).length > 0)
}

/** `Pod web-1: container web ended with 3 (Error) at 12:00:03 and was started again` */
export function tellRestarts(pods: readonly KubeObject[], sinceMs: number, where = ''): readonly string[] {
  return findRestarted(pods, sinceMs).flatMap((pod) =>
    restartsOf(pod, sinceMs).map(({ name, lastState }) => {
      const { exitCode, reason, finishedAt } = lastState!.terminated!
      const how = reason === undefined || reason === 'Completed' ? '' : ` (${reason})`
      // Times are text in the API's JSON.
      const at = String(finishedAt).slice(11, 19)
      return `Pod ${pod.metadata.name}${where}: container ${name} ended with ${exitCode}${how} at ${at} and was started again`
    }),
  )
}

function restartsOf(pod: KubeObject, sinceMs: number): readonly V1ContainerStatus[] {
  return containerStatusesOf(pod).filter(({ lastState }) => Date.parse(String(lastState?.terminated?.finishedAt ?? '')) >= sinceMs)
}
