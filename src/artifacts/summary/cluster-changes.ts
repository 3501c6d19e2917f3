// A cluster as it is, and when a test began → what became of the cluster since: nodes that are not Ready or were not, pods of the
// cluster itself that ended or do not run. By the times that Kubernetes notes: nothing is asked before a test. Pure.
import { type Condition, findCondition } from '../../kube/verdicts/conditions.ts'
import { groupLines } from '../../kube/verdicts/group-lines.ts'
import { containerStatusesOf, judgePod } from '../../kube/verdicts/pod-verdict.ts'
import { judgeSchedulable } from '../../kube/verdicts/verdicts.ts'
import type { KubeObject } from '../../kube/object.ts'
import type { Sight } from '../sight.ts'
import { tellRestarts } from './restarts.ts'

/** A line each. `sinceMs`: milliseconds since 1970. */
export function tellNodes({ nodes }: Pick<Sight, 'nodes'>, sinceMs: number): readonly string[] {
  return nodes.flatMap((node) => {
    const { ready, why } = judgeSchedulable(node)
    const turned: Turned | undefined = findCondition(node, 'Ready')
    const isNew = Date.parse(turned?.lastTransitionTime ?? '') >= sinceMs
    if (!ready) return [`${why}${isNew ? ` (since ${timeOf(turned)})` : ''}`]
    if (isNew && Date.parse(node.metadata.creationTimestamp ?? '') < sinceMs)
      return [`Node ${node.metadata.name} became Ready at ${timeOf(turned)}, and was not before`]
    return []
  })
}

/** Of the pods that make the cluster work: a test's own failure may be theirs. */
export function tellSystemPods({ systemPods }: Pick<Sight, 'systemPods'>, sinceMs: number): readonly string[] {
  const unready = systemPods
    .filter((pod) => !judgePod(pod).ready && (hasTrouble(pod) || turnedSince(pod, sinceMs)))
    .map((pod) => ({ title: `Pod ${pod.metadata.name} in kube-system`, state: judgePod(pod).state }))
  return [...groupLines(unready, 'pods in kube-system'), ...tellRestarts(systemPods, sinceMs, ' in kube-system')]
}

type Turned = Condition & { readonly lastTransitionTime?: string }

function timeOf({ lastTransitionTime = '' }: Turned = { type: '', status: '' }): string {
  return lastTransitionTime.slice(11, 19)
}

// The programs that make a cluster take as long, at most, until their kubelet calls them Ready for the first time; nobody waits for that.
const warmUpMs = 60_000

/** One that was Ready, most likely: its container had run for a while when it turned. */
function turnedSince(pod: KubeObject, sinceMs: number): boolean {
  const turned: Turned | undefined = findCondition(pod, 'Ready')
  const turnedAtMs = Date.parse(turned?.lastTransitionTime ?? '')
  // Times are text in the API's JSON.
  const startedAtMs = containerStatusesOf(pod).map(({ state }) => Date.parse(String(state?.running?.startedAt ?? '')))
  return turnedAtMs >= sinceMs && startedAtMs.some((atMs) => turnedAtMs - atMs >= warmUpMs)
}

function hasTrouble(pod: KubeObject): boolean {
  return containerStatusesOf(pod).some(
    ({ state }) =>
      (state?.waiting && !/^(ContainerCreating|PodInitializing)$/.test(state.waiting.reason ?? '')) || state?.terminated?.exitCode,
  )
}
