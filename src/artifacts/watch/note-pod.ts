// A pod as it was seen, again and again → what became of it. Pure.
import type { V1ContainerStateTerminated, V1ContainerStatus, V1PodStatus } from '@kubernetes/client-node'
import { findCondition } from '../../kube/verdicts/conditions.ts'
import { containerStatusesOf } from '../../kube/verdicts/pod-verdict.ts'
import type { KubeObject } from '../../kube/object.ts'
import type { ContainerRecord, PodPhase, PodRecord } from '../run-record.ts'
import { moment } from './moment.ts'

/** With what is seen now; `before`: what was known of it. */
export function notePod(before: PodRecord | undefined, pod: KubeObject, change: 'there' | 'gone', seenAtMs: number): PodRecord {
  const { metadata } = pod
  const spec = (pod['spec'] ?? {}) as { readonly nodeName?: string }
  const createdAtMs = before?.createdAtMs ?? moment(metadata.creationTimestamp, seenAtMs)
  // Times are text here, whatever client-node's types say.
  const when = (noted: unknown): number => Math.max(createdAtMs, moment(noted as string | undefined, seenAtMs))
  const containers = noteContainers(before?.containers ?? [], containerStatusesOf(pod), when)
  const ready = findCondition(pod, 'Ready') as { readonly status: string; readonly lastTransitionTime?: string } | undefined
  const readyAtMs = before?.readyAtMs ?? (ready?.status === 'True' ? when(ready.lastTransitionTime) : undefined)
  const deletedAtMs = before?.deletedAtMs ?? (metadata.deletionTimestamp === undefined ? undefined : when(removalAsked(metadata)))
  const node = spec.nodeName ?? before?.node
  return {
    uid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    ...(node !== undefined && { node }),
    createdAtMs,
    phases: notePhase(before?.phases ?? [], pod, { createdAtMs, seenAtMs, containers }),
    ...(readyAtMs !== undefined && { readyAtMs }),
    ...(deletedAtMs !== undefined && { deletedAtMs }),
    ...(change === 'gone' && { goneAtMs: seenAtMs }),
    containers,
  }
}

/** The API writes down when the pod's time of grace is over. */
function removalAsked({ deletionTimestamp, ...metadata }: KubeObject['metadata']): string | undefined {
  const graceS = (metadata['deletionGracePeriodSeconds'] as number | undefined) ?? 0
  const at = Date.parse(deletionTimestamp ?? '') - graceS * 1_000
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000', '')
}

interface Seen {
  readonly createdAtMs: number
  readonly seenAtMs: number
  readonly containers: readonly ContainerRecord[]
}

function notePhase(before: readonly PodPhase[], pod: KubeObject, { createdAtMs, seenAtMs, containers }: Seen): readonly PodPhase[] {
  const { phase = before.at(-1)?.phase ?? 'Unknown' } = (pod['status'] ?? {}) as V1PodStatus
  // Of one that went unseen nothing but its name is known at last.
  if (before.at(-1)?.phase === phase) return before
  const starts = containers.map(({ startedAtMs }) => startedAtMs)
  const ends = containers.flatMap(({ endedAtMs }) => endedAtMs ?? [])
  const began = phase === 'Pending' ? createdAtMs : phase === 'Running' && starts.length > 0 ? Math.min(...starts) : seenAtMs
  const atMs = ['Succeeded', 'Failed'].includes(phase) && ends.length > 0 ? Math.max(...ends) : began
  return [...before, { phase, atMs: Math.max(atMs, before.at(-1)?.atMs ?? 0) }]
}

/** Those known before, and those that began since, with their ends. */
function noteContainers(
  before: readonly ContainerRecord[],
  statuses: readonly V1ContainerStatus[],
  when: (noted: unknown) => number,
): readonly ContainerRecord[] {
  const runs = new Map(before.map((run) => [`${run.name} ${run.id}`, run]))
  for (const { name, state, lastState, containerID } of statuses) {
    for (const { running, terminated } of [lastState ?? {}, state ?? {}]) {
      const { startedAt } = running ?? terminated ?? {}
      // One that never began has no times.
      if (!startedAt) continue
      const id = terminated?.containerID ?? containerID ?? String(startedAt)
      const known = runs.get(`${name} ${id}`)
      const startedAtMs = known?.startedAtMs ?? when(startedAt)
      const isEnd = terminated !== undefined && known?.endedAtMs === undefined
      runs.set(`${name} ${id}`, {
        ...known,
        name,
        id,
        startedAtMs,
        ...(isEnd && readEnd(terminated, Math.max(startedAtMs, when(terminated.finishedAt)))),
      })
    }
  }
  return [...runs.values()]
}

function readEnd({ exitCode, reason }: V1ContainerStateTerminated, endedAtMs: number): Partial<ContainerRecord> {
  return { endedAtMs, exitCode, ...(reason !== undefined && { reason }) }
}
