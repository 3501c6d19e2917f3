// What was counted before the first round and after each → how much of what has grown with the rounds, and whether it may. Pure.
import type { Count } from './count.ts'

export interface Growth {
  readonly what: string
  readonly before: number
  readonly after: number
  /** How much a round adds, by the middle one of all slopes between two rounds: a single odd one does not count. */
  readonly perRound: number
  /** Why it may not; undefined where it may. */
  readonly tooMuch: string | undefined
}

const things = ['containers', 'volumes', 'networks', 'images without a name'] as const
// The engine's own: kept-alive connections come and go, and its memory is what Go has not given back yet. A leak shows over many rounds
// only, and the first ones fill what it keeps anyway.
const amounts = [
  { key: 'sockets', what: 'sockets of the engine', mostPerRound: 0.2, fromRounds: 10 },
  { key: 'memoryMiB', what: 'memory of the engine, MiB', mostPerRound: 0.5, fromRounds: 40 },
] as const

/** `closed`: when what the rounds had needed was gone, too. */
export function judgeGrowth(before: Count, rounds: readonly Count[], closed: Count): Growth[] {
  const counted = things.map((what): Growth => {
    const left = closed[what].filter((one) => !before[what].includes(one))
    const perRound = slope(rounds.map((count) => count[what].length))
    const why = left.length > 0 ? `left behind: ${left.join(', ')}` : 'more with each round'
    return {
      what,
      before: before[what].length,
      after: closed[what].length,
      perRound,
      tooMuch: left.length > 0 || perRound > 0 ? why : undefined,
    }
  })
  const measured = amounts.flatMap(({ key, what, mostPerRound, fromRounds }): Growth[] => {
    const values = rounds.flatMap((count) => count[key] ?? [])
    if (before[key] === undefined || closed[key] === undefined) return []
    const perRound = slope(values.slice(values.length / 2))
    const isTooMuch = values.length >= fromRounds && perRound > mostPerRound
    const tooMuch = isTooMuch ? `more than ${mostPerRound} a round` : undefined
    return [{ what, before: before[key], after: closed[key], perRound, tooMuch }]
  })
  return [...counted, ...measured]
}

/** Theil and Sen's. */
function slope(values: readonly number[]): number {
  const slopes = values.flatMap((later, at) => values.slice(0, at).map((earlier, from) => (later - earlier) / (at - from)))
  return slopes.toSorted((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? 0
}
