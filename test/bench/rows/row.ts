// A row of the bench: a name, what is measured, for whom, and how. A group is the rows that one cluster of each serves, in this order.
import type { BenchCluster, Contender, ContenderName, Shape, Step } from '../contenders/contender.ts'
import type { Engine } from '../../../src/docker/connect.ts'
import type { KubeConnection } from '../../../src/kube/connection.ts'

/** What a group's rows have in common while one contender's turn lasts. */
export interface Stage {
  readonly contender: Contender
  readonly engine: Engine
  /** The node image. */
  readonly image: string
  /** For files. */
  readonly directory: string
  /** Fires when the bench is to end early. */
  readonly signal: AbortSignal
  /** Those that were made and not removed. */
  readonly clusters: BenchCluster[]
  /** To the first of them. */
  connect(): Promise<KubeConnection>
  /** Runs when the turn is over, whatever became of it; the last one first. */
  onEnd(undo: () => Promise<unknown>): void
  /** What a row has seen on its way, for a row of its own: by that one's name. */
  readonly seen: Map<string, number>
}

export interface Measured {
  readonly value: number
  /** Drawn on the page. */
  readonly steps?: readonly Step[]
  /** Share of the machine's processors that others used meanwhile, from 0 to 1. */
  readonly others?: number
}

export type Unit = 'ms' | 'MB' | '%' | 'CPU s'

export interface Row {
  readonly name: string
  readonly title: string
  readonly unit: Unit
  /** @default both */
  readonly of?: readonly ContenderName[]
  /** The row of kind's that ours is held against, where kind has nothing like it. @default this one */
  readonly against?: string
  /** The ratio that is aimed at. */
  readonly goal?: number
  /** Of a curve: which, and where on it. */
  readonly curve?: { readonly name: string; readonly at: number }
  /** Whether the group has to go through it, chosen or not: it makes what the others need. */
  readonly isNeeded?: true
  measure(stage: Stage): Promise<Measured>
}

export interface Group {
  readonly name: string
  readonly title: string
  /** Nodes that run at the same time; what the host cannot carry is left out, and that is said. */
  readonly nodes: readonly Shape[]
  /** Whether it runs without being named. */
  readonly byDefault: boolean
  /** How often each contender has its turn. @default as asked for */
  readonly pairs?: number
  readonly rows: readonly Row[]
}

/** What another row has seen; throws where that one has failed. */
export function seenBy(other: string, row: Omit<Row, 'measure'>): Row {
  return {
    ...row,
    async measure({ seen }) {
      const value = seen.get(row.name)
      if (value === undefined) throw new Error(`${other} has not come so far`)
      return { value }
    },
  }
}

/** The milliseconds that something takes. */
export async function time(work: () => Promise<unknown>): Promise<Measured> {
  const startedAt = performance.now()
  await work()
  return { value: performance.now() - startedAt }
}
