// A span of time → where a moment lies in it, and the marks of its axis. Everything on one timeline is placed by the same scale.

export interface Scale {
  readonly fromMs: number
  readonly toMs: number
  /** `left:12.5%;width:3%`: of what lies outside, only the part within. */
  place(span: Span): string
  /** `left:12.5%` */
  at(atMs: number): string
  readonly ticks: readonly Tick[]
}

export interface Span {
  readonly startMs: number
  readonly endMs: number
}

export interface Tick {
  readonly atMs: number
  /** Whether there is no room for its word to the right of it. */
  readonly isLast: boolean
  /** How far it must be zoomed in for this one to be shown; 1 is shown always. */
  readonly zoom: number
}

/** So many times wider than the window the timeline may be made. */
export const zooms = [1, 4, 16] as const

const steps = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200].map(
  (s) => s * 1_000,
)
const fewestTicks = 4
// Half a word of the axis, of its whole length.
const edgeShare = 0.035

/** Marks count from `fromMs`, for that is what a reader wants to know: how long after the beginning. */
export function createScale(fromMs: number, toMs: number): Scale {
  const lengthMs = Math.max(1, toMs - fromMs)
  const share = (atMs: number): number => Math.min(1, Math.max(0, (atMs - fromMs) / lengthMs))
  return {
    fromMs,
    toMs,
    place({ startMs, endMs }) {
      return `left:${percent(share(startMs))};width:${percent(share(endMs) - share(startMs))}`
    },
    at: (atMs) => `left:${percent(share(atMs))}`,
    ticks: planTicks(fromMs, lengthMs),
  }
}

function planTicks(fromMs: number, lengthMs: number): Tick[] {
  const taken = new Set<number>()
  return zooms.flatMap((zoom) => {
    const most = lengthMs / zoom / fewestTicks
    const stepMs = steps.findLast((step) => step <= most) ?? steps[0]!
    const ticks: Tick[] = []
    for (let n = 0; n * stepMs <= lengthMs; n += 1) {
      const offset = Math.round(n * stepMs)
      if (taken.has(offset)) continue
      taken.add(offset)
      ticks.push({ atMs: fromMs + offset, zoom, isLast: offset / lengthMs > 1 - edgeShare })
    }
    return ticks
  })
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))}%`
}
