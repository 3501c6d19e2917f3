// Amounts as they come → how fast work goes, over the last seconds; and of several at once the newest of each. Pure but for the time, which
// is given.
import type { Amount } from './progress.ts'
import type { Pace } from './tell-amount.ts'

export interface Paces {
  note(amount: Amount, nowMs: number): void
  /** Of what is not over, in the order in which it began. */
  underWay(): readonly Pace[]
}

interface Noted {
  readonly amount: Amount
  readonly atMs: number
}

// Long enough that a rate does not jump, short enough that a pull that has stopped shows.
const windowMs = 5_000
// Before that a rate is a guess.
const leastMs = 500

export function createPaces(): Paces {
  const noted = new Map<string, Noted[]>()
  return {
    note(amount, nowMs) {
      const before = (noted.get(amount.what) ?? []).filter(({ atMs }) => nowMs - atMs <= windowMs)
      if (amount.over) noted.delete(amount.what)
      else noted.set(amount.what, [...before, { amount, atMs: nowMs }])
    },
    underWay: () =>
      [...noted.values()].flatMap((all) => {
        const last = all.at(-1)
        return last ? [{ amount: last.amount, rate: rateOf(all[0]!, last) }] : []
      }),
  }
}

function rateOf(first: Noted, last: Noted): number | undefined {
  const ms = last.atMs - first.atMs
  return ms < leastMs ? undefined : ((last.amount.done - first.amount.done) / ms) * 1_000
}
