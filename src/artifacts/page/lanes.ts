// Spans of which some are at the same time → lanes in which none overlap another; or the time that they take together.
import type { Span } from './scale.ts'

/**
 * As few lanes as there can be; each of them in the order of time. `leastMs`: as long as a span is drawn at least, so that two short ones
 * do not lie upon each other. `slackMs`: by so much they may do so all the same, for two clocks told of their beginning and end.
 */
export function packLanes<T extends Span>(spans: readonly T[], leastMs = 0, slackMs = 0): T[][] {
  const lanes: { readonly spans: T[]; endMs: number }[] = []
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    let lane = lanes.find(({ endMs }) => endMs <= span.startMs + slackMs)
    if (!lane) lanes.push((lane = { spans: [], endMs: 0 }))
    lane.spans.push(span)
    lane.endMs = Math.max(span.endMs, span.startMs + leastMs)
  }
  return lanes.map((lane) => lane.spans)
}

/** Those that overlap as one. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const { startMs, endMs } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const last = joined.at(-1)
    if (last && startMs <= last.endMs) joined[joined.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, endMs) }
    else joined.push({ startMs, endMs })
  }
  return joined
}
