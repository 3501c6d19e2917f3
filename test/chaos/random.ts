// A seed → the same numbers again: what a run has found can be looked for once more, as far as time lets it.

export interface Random {
  /** From 0 up to, not including, `below`. */
  number(below: number): number
  pick<T>(list: readonly [T, ...T[]]): T
}

/** mulberry32: small, and good enough to choose moments. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const number = (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below
  }
  return { number, pick: (list) => list[Math.floor(number(list.length))] ?? list[0] }
}
