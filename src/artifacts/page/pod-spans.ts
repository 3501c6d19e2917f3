// A pod's record → what it was in, span after span: waiting for a node and images, starting, ready, ending, ended.
import type { PodRecord } from '../run-record.ts'
import type { Span } from './scale.ts'

export interface PodSpan extends Span {
  readonly state: 'waiting' | 'starting' | 'ready' | 'ending' | 'succeeded' | 'failed'
}

/** Up to `endMs` for a pod that was still there. */
export function podSpans(pod: PodRecord, endMs: number): PodSpan[] {
  const over = pod.goneAtMs ?? endMs
  const running = pod.phases.find(({ phase }) => phase === 'Running')?.atMs
  const last = pod.phases.findLast(({ phase }) => phase === 'Succeeded' || phase === 'Failed')
  const marks: { readonly atMs: number | undefined; readonly state: PodSpan['state'] }[] = [
    { atMs: pod.createdAtMs, state: 'waiting' },
    { atMs: running, state: 'starting' },
    { atMs: pod.readyAtMs, state: 'ready' },
    { atMs: pod.deletedAtMs, state: 'ending' },
    { atMs: last?.atMs, state: last?.phase === 'Failed' ? 'failed' : 'succeeded' },
  ]
  const known = marks.flatMap(({ atMs, state }) => (atMs === undefined ? [] : [{ startMs: Math.min(atMs, over), state }]))
  const ordered = known.toSorted((a, b) => a.startMs - b.startMs)
  return ordered
    .map(({ startMs, state }, index) => ({ startMs, endMs: ordered[index + 1]?.startMs ?? over, state }))
    .filter((span) => span.endMs > span.startMs)
}

/** Whether it belongs to the cluster itself, and to no test. */
export function isOfCluster({ namespace }: Pick<PodRecord, 'namespace'>): boolean {
  return /^(kube-.*|local-path-storage)$/.test(namespace)
}
