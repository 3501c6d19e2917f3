// The clusters of a pool as they are found → which may be taken, which are to go, and how many are to be made. Pure.

/** Facts about one, gathered by find-spares.ts. */
export interface SpareFacts {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  /** The engine's words for the states of its containers. */
  readonly states: readonly string[]
  readonly nodes: number
  /** Whether it was put to rest, ever: before that it is being made. */
  readonly pooled: boolean
  readonly makerGone: boolean
  /** Whether a process may use it, or it was kept on purpose after a failure. */
  readonly inUse: boolean
}

export type SpareVerdict =
  /** It waits, to be taken. */
  | { readonly is: 'waiting' }
  /** Its maker is at it. */
  | { readonly is: 'making' }
  /** A run has taken it. */
  | { readonly is: 'taken' }
  | { readonly is: 'gone'; readonly why: string }

export interface PoolLimits {
  /** How many wait at most. */
  readonly size: number
  /** How old one may become that waits. */
  readonly ttlMs: number
  /** How many nodes one has. */
  readonly nodes: number
}

export interface PoolVerdict {
  readonly waiting: readonly SpareFacts[]
  readonly remove: readonly { readonly spare: SpareFacts; readonly why: string }[]
  /** How many are missing. */
  readonly missing: number
}

export function judgeSpare(facts: SpareFacts, { ttlMs, nodes }: Pick<PoolLimits, 'ttlMs' | 'nodes'>, nowMs: number): SpareVerdict {
  const gone = (why: string): SpareVerdict => ({ is: 'gone', why })
  if (!facts.pooled) return facts.makerGone ? gone('its maker has ended half-way') : { is: 'making' }
  if (facts.inUse) return { is: 'taken' }
  if (facts.nodes !== nodes) return gone(`${facts.nodes} of ${nodes} nodes are left`)
  if (facts.states.every((state) => state === 'paused'))
    return nowMs - facts.createdAtMs > ttlMs ? gone('nobody has taken it in time') : { is: 'waiting' }
  return gone(
    facts.states.every((state) => state === 'running') ? 'whoever took it has ended' : `it is ${[...new Set(facts.states)].join(', ')}`,
  )
}

/** The oldest are taken first; of too many, the youngest go. */
export function judgePool(spares: readonly SpareFacts[], limits: PoolLimits, nowMs: number): PoolVerdict {
  const judged = spares.map((spare) => ({ spare, verdict: judgeSpare(spare, limits, nowMs) }))
  const ofKind = (is: SpareVerdict['is']): SpareFacts[] => judged.flatMap(({ spare, verdict }) => (verdict.is === is ? [spare] : []))
  const waiting = ofKind('waiting').toSorted(
    (a, b) => a.createdAtMs - b.createdAtMs || a.name.localeCompare(b.name, 'en', { numeric: true }),
  )
  return {
    waiting: waiting.slice(0, limits.size),
    remove: [
      ...judged.flatMap(({ spare, verdict }) => (verdict.is === 'gone' ? [{ spare, why: verdict.why }] : [])),
      ...waiting.slice(limits.size).map((spare) => ({ spare, why: `${limits.size} are enough` })),
    ],
    missing: Math.max(0, limits.size - waiting.length - ofKind('making').length),
  }
}

/** The first number that no cluster of the pool bears, in whatever state: of two makers, the engine lets one have it. */
export function chooseNumber(taken: readonly string[], nameOf: (number: number) => string): number {
  for (let number = 1; ; number += 1) if (!taken.includes(nameOf(number))) return number
}
