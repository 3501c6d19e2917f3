// What is kept of a kind, and how much of it may be → what goes. Pure: the same rule for all that a run leaves for the next one.

export interface Kept {
  /** By which it is removed. */
  readonly reference: string
  /** Of several with the same key the youngest stays. */
  readonly key: string
  readonly createdAtMs: number
  readonly sizeBytes: number
}

export interface Bounds {
  readonly count: number
  readonly ageMs: number
  readonly sizeBytes: number
}

/** The oldest go first. */
export function chooseSurplus<T extends Kept>(all: readonly T[], { count, ageMs, sizeBytes }: Bounds, nowMs: number): T[] {
  const keys = new Set<string>()
  let bytes = 0
  return all
    .toSorted((a, b) => b.createdAtMs - a.createdAtMs)
    .filter((one) => {
      const isSurplus = keys.has(one.key) || keys.size >= count || nowMs - one.createdAtMs > ageMs || bytes + one.sizeBytes > sizeBytes
      if (isSurplus) return true
      keys.add(one.key)
      bytes += one.sizeBytes
      return false
    })
}
