// Results of a target → its row of the table: how many of the listed specs have run, and what became of them, by kind. Pure.
import { kindOf } from './kinds.ts'
import type { Outcome, SpecResult } from './results.ts'

export interface Counts {
  readonly listed: number
  /** Begun and ended by themselves: passed or failed. */
  readonly run: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly notRun: number
  /** Of those with a result: on a node image of before. */
  readonly earlier: number
  /** Of those that failed or were skipped: why → how many. */
  readonly why: Readonly<Record<'failed' | 'skipped', Readonly<Record<string, number>>>>
}

export function countResults(listed: readonly string[], results: ReadonlyMap<string, SpecResult>): Counts {
  const all = listed.flatMap((name) => results.get(name) ?? [])
  const of = (outcome: Outcome): SpecResult[] => all.filter((result) => result.outcome === outcome)
  const [passed, failed, skipped] = [of('passed'), of('failed'), of('skipped')]
  return {
    listed: listed.length,
    run: passed.length + failed.length,
    passed: passed.length,
    failed: failed.length,
    skipped: skipped.length,
    notRun: listed.length - all.length,
    earlier: all.filter(({ isEarlier = false }) => isEarlier).length,
    why: { failed: countKinds(failed), skipped: countKinds(skipped) },
  }
}

function countKinds(results: readonly SpecResult[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { why } of results) counts[kindOf(why)] = (counts[kindOf(why)] ?? 0) + 1
  return counts
}

export interface Difference {
  readonly spec: string
  readonly one: SpecResult
  readonly other: SpecResult
}

/** Specs that have run on both and ended differently. */
export function listDifferences(one: ReadonlyMap<string, SpecResult>, other: ReadonlyMap<string, SpecResult>): Difference[] {
  return [...one].flatMap(([spec, result]) => {
    const theirs = other.get(spec)
    return theirs && theirs.outcome !== result.outcome ? [{ spec, one: result, other: theirs }] : []
  })
}
