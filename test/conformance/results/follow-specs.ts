// The lines that a process of the suite writes, as they come → results, also of a spec that took too long. Pure: told the time.
import { judgeLine, type SpecResult, type SuiteLine } from './results.ts'

export interface Followed {
  /** All lines there are by now. `isOver`: the process has ended; `isTold`: it was told to, and not for a spec. */
  hear(
    lines: readonly SuiteLine[],
    now: number,
    end: { readonly isOver: boolean; readonly isTold: boolean },
  ): { readonly spec: string; readonly result: SpecResult }[]
  /** Whether the spec under way has had its time. */
  isTooLate(now: number): boolean
}

export function followSpecs(longestMs: number): Followed {
  let heard = 0
  let running: { readonly spec: string; readonly since: number } | undefined
  const isTooLate = (now: number): boolean => running !== undefined && now - running.since > longestMs
  const late = (now: number): SpecResult => ({
    outcome: 'failed',
    seconds: Math.round((now - (running?.since ?? now)) / 1000),
    why: `ran over ${longestMs / 60_000} min`,
  })
  return {
    isTooLate,
    hear(lines, now, { isOver, isTold }) {
      const results = lines.slice(heard).flatMap((line) => {
        if (line.event === 'begun') {
          running = { spec: line.spec, since: now }
          return []
        }
        // One that was interrupted is judged by why.
        const result = judgeLine(line) ?? (isTooLate(now) && !isTold ? late(now) : undefined)
        running = undefined
        return result ? [{ spec: line.spec, result }] : []
      })
      heard = lines.length
      // It did not heed the interrupt, or died of something else: in that case nothing is known.
      if (isOver && running && isTooLate(now) && !isTold) results.push({ spec: running.spec, result: late(now) })
      return results
    },
  }
}
