// How often has been looked at what another process changes → how long until the next look: soon at first, then ever later, for many may wait
// at once, and each look costs the engine something. Pure.

const firstMs = 200
const growth = 1.25
const mostMs = 1_000

/** `look`: 1 before the second one. */
export function lookAgainAfterMs(look: number): number {
  return Math.min(firstMs * growth ** (look - 1), mostMs)
}
