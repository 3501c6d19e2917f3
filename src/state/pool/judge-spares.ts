// The clusters of a pool as they are found → which may be taken, which are to go, and how many are to be made. Pure.

/** Facts about one, gathered by find-spares.ts. */
export interface SpareFacts {
  readonly name: string
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  /** The engine's words for the states of its containers. */
  readonly states: readonly string[]
  readonly nodes: number
  /** When it was put to rest, milliseconds since 1970; undefined while it is being made. */
  readonly pooledAtMs: number | undefined
  /** How long it may wait, as its maker has it. */
  readonly ttlMs: number
  readonly makerGone: boolean
  /** Whether this process has made it. */
  readonly makerIsThis: boolean
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
  /** Whether those beyond `size` go. */
  readonly trims: boolean
  /** How many nodes one has. */
  readonly nodes: number
}

export interface PoolVerdict {
  readonly waiting: readonly SpareFacts[]
  readonly remove: readonly { readonly spare: SpareFacts; readonly why: string }[]
  /** How many are missing. */
  readonly missing: number
}

export function judgeSpare(facts: SpareFacts, { nodes }: Pick<PoolLimits, 'nodes'>, nowMs: number): SpareVerdict {
  const gone = (why: string): SpareVerdict => ({ is: 'gone', why })
  // First of all: one is taken when it is frozen, and that may be before its maker has noted so.
  if (facts.inUse) return { is: 'taken' }
  if (facts.pooledAtMs === undefined) return facts.makerGone ? gone('its maker has ended half-way') : { is: 'making' }
  if (facts.nodes !== nodes) return gone(`${facts.nodes} of ${nodes} nodes are left`)
  if (facts.states.every((state) => state === 'paused'))
    return nowMs - facts.pooledAtMs > facts.ttlMs ? gone('nobody has taken it in time') : { is: 'waiting' }
  return gone(
    facts.states.every((state) => state === 'running') ? 'it runs, and nobody uses it' : `it is ${[...new Set(facts.states)].join(', ')}`,
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
    waiting: limits.trims ? waiting.slice(0, limits.size) : waiting,
    remove: [
      ...judged.flatMap(({ spare, verdict }) => (verdict.is === 'gone' ? [{ spare, why: verdict.why }] : [])),
      ...(limits.trims ? waiting.slice(limits.size) : []).map((spare) => ({ spare, why: `${limits.size} are enough` })),
    ],
    missing: Math.max(0, limits.size - waiting.length - ofKind('making').length),
  }
}

/**
 * How long until the next one that waits has waited long enough; undefined where none waits but those whose maker lives, another than this
 * process: it looks after them.
 */
export function judgeWatch(waiting: readonly SpareFacts[], nowMs: number): number | undefined {
  const cared = waiting.filter(({ makerGone, makerIsThis }) => makerGone || makerIsThis)
  return cared.length === 0 ? undefined : Math.max(0, Math.min(...cared.map(({ pooledAtMs = nowMs, ttlMs }) => pooledAtMs + ttlMs - nowMs)))
}

/** The first number that no cluster of the pool bears, in whatever state: of two makers, the engine lets one have it. */
export function chooseNumber(taken: readonly string[], nameOf: (number: number) => string): number {
  for (let number = 1; ; number += 1) if (!taken.includes(nameOf(number))) return number
}
