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
  readonly values: { readonly ours: readonly number[]; readonly kind: readonly number[]; readonly ratio: readonly number[] }
  readonly failures: readonly string[]
}

export interface Timeline {
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

export function summarize(group: Group, samples: readonly Sample[]): GroupResult {
  const names = new Set(group.rows.map(({ name }) => name))
  return {
    name: group.name,
    title: group.title,
    rows: group.rows
      .map((row) => summarizeRow(row, samples))
      .filter(({ values, failures }) => values.ours.length + values.kind.length + failures.length > 0),
    timelines: samples.flatMap(({ row, round, of, value, steps }) =>
      names.has(row) && steps && value !== undefined ? [{ round, of, totalMs: value, steps }] : [],
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
  const ratio = [...ours].flatMap(([round, value]) => {
    const theirs = kind.get(round)
    return theirs === undefined || theirs === 0 ? [] : [value / theirs]
  })
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
