// Samples → what is written, drawn and compared: of each row the median of both and the ratio, round by round. Pure.
import type { Step } from '../contenders/contender.ts'
import type { Group, Row, Unit } from '../rows/row.ts'
import type { Sample } from './sample.ts'

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

export interface RowResult {
  readonly name: string
  readonly title: string
  readonly unit: Unit
  readonly goal?: number
  /** The row of kind's that ours is held against, when it is another one. */
  readonly against?: string
  readonly curve?: Row['curve']
  readonly ours?: Spread
  readonly kind?: Spread
  /** Ours by kind's, of the same round. */
  readonly ratio?: Spread
  /** That of the rounds in which hardly anybody else used the machine; the same where that was not looked at. */
  readonly calm?: Spread
  readonly values: { readonly ours: readonly number[]; readonly kind: readonly number[]; readonly ratio: readonly number[] }
  /** The largest share of the machine that others had in a round, from 0 to 1. */
  readonly others?: number
  readonly failures: readonly string[]
}

export interface Timeline {
  readonly row: string
  readonly round: number
  readonly of: Sample['of']
  readonly totalMs: number
  readonly steps: readonly Step[]
}

export interface GroupResult {
  readonly name: string
  readonly title: string
  /** In place of rows: why it was left out. */
  readonly leftOut?: string
  readonly rows: readonly RowResult[]
  readonly timelines: readonly Timeline[]
}

/** So much of the machine may others have in a round that is calm: the engine and kind's own programs are others, too. */
const calmShare = 0.2

export function summarize(group: Group, samples: readonly Sample[]): GroupResult {
  const names = new Set(group.rows.map(({ name }) => name))
  return {
    name: group.name,
    title: group.title,
    rows: group.rows
      .map((row) => summarizeRow(row, samples))
      // What it is held against alone says nothing of it.
      .filter(
        ({ against, values, failures }) => values.ours.length + failures.length > 0 || (against === undefined && values.kind.length > 0),
      ),
    timelines: samples.flatMap(({ row, round, of, value, steps }) =>
      names.has(row) && steps && value !== undefined ? [{ row, round, of, totalMs: value, steps }] : [],
    ),
  }
}

function summarizeRow({ name, title, unit, goal, against, curve }: Row, samples: readonly Sample[]): RowResult {
  const find = (row: string, of: Sample['of']): Map<number, number> =>
    new Map(
      samples.flatMap((sample) =>
        sample.row === row && sample.of === of && sample.value !== undefined ? [[sample.round, sample.value] as const] : [],
      ),
    )
  const ours = find(name, 'ours')
  const kind = find(against ?? name, 'kind')
  const others = new Map<number, number>()
  for (const sample of samples)
    if ([name, against].includes(sample.row) && sample.others !== undefined)
      others.set(sample.round, Math.max(sample.others, others.get(sample.round) ?? 0))
  const rounds = [...ours].flatMap(([round, value]) => {
    const theirs = kind.get(round)
    return theirs === undefined || theirs === 0 ? [] : [{ ratio: value / theirs, calm: (others.get(round) ?? 0) <= calmShare }]
  })
  const ratio = rounds.map((round) => round.ratio)
  const failures = samples.flatMap((sample) =>
    sample.row === name && sample.failure !== undefined ? [`${sample.of}, round ${sample.round}: ${sample.failure}`] : [],
  )
  return {
    name,
    title,
    unit,
    ...(goal !== undefined && { goal }),
    ...(against !== undefined && { against }),
    ...(curve !== undefined && { curve }),
    ...spreadAs('ours', [...ours.values()]),
    ...spreadAs('kind', [...kind.values()]),
    ...spreadAs('ratio', ratio),
    ...spreadAs(
      'calm',
      rounds.flatMap((round) => (round.calm ? [round.ratio] : [])),
    ),
    ...(others.size > 0 && { others: Math.max(...others.values()) }),
    values: { ours: [...ours.values()], kind: [...kind.values()], ratio },
    failures,
  }
}

function spreadAs<Key extends string>(key: Key, values: readonly number[]): { readonly [K in Key]?: Spread } {
  if (values.length === 0) return {}
  const sorted = values.toSorted((a, b) => a - b)
  const median = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
  return { [key]: { median, least: sorted[0]!, most: sorted.at(-1)! } } as { readonly [K in Key]?: Spread }
}
