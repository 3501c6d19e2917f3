// A pod → its bar on a timeline, in a colour for each state it was in.
import type { PodRecord } from '../run-record.ts'
import { podSpans } from './pod-spans.ts'
import type { Bar } from './rows.ts'
import { tellDuration } from './tell.ts'

export function podBars(pod: PodRecord, endMs: number): Bar[] {
  const bars = podSpans(pod, endMs)
  const told = bars.map(({ state, ...span }) => `${state} ${tellDuration(span.endMs - span.startMs)}`).join(', ')
  const tip = `${pod.namespace}/${pod.name}${pod.node === undefined ? '' : ` on ${pod.node}`}: ${told}`
  return bars.map(({ state, ...span }) => ({ ...span, kind: `pod ${state}`, tip }))
}
