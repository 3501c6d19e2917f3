// The ratios that stand in the repository, and what became of them.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { BenchFacts } from './facts.ts'
import type { GroupResult, RowResult } from './results.ts'

/** Of each row the median ratio, ours by kind's; no times, which are the machine's. */
export interface Recorded {
  readonly date: string
  readonly cores: number
  readonly kernel: string
  /** Its version. */
  readonly engine: string
  /** What kind's cluster of one node took, in seconds of a processor: how fast the machine is. */
  readonly kindProcessorS?: number
  readonly ratios: Readonly<Record<string, number>>
}

const file = fileURLToPath(new URL('../recorded.json', import.meta.url))
// A boot of ours is work, one of kind's is waiting for the most part: on a slower machine the same two are nearer to each other.
const speedRow = 'processor-1'
/** So much worse a ratio may become. Machines are noisy: it is the best pair that is held against it. */
const tolerance = 1.25

export async function readRecorded(): Promise<Recorded> {
  return JSON.parse(await readFile(file, 'utf8')) as Recorded
}

/** Why nothing can be said on a machine like this; undefined where something can. */
export function findWhyIncomparable(
  { cores, engine, date, ratios }: Recorded,
  here: Pick<BenchFacts, 'cores' | 'engine'>,
): string | undefined {
  if (Object.keys(ratios).length === 0) return 'no ratio is recorded yet: npm run bench -- --record'
  const [then, now] = [tellMachine({ cores, engine }), tellMachine(here)]
  return then === now ? undefined : `the ratios of ${date} are of a machine with ${then}, and this one has ${now}: not compared`
}

function tellMachine({ cores, engine }: Pick<BenchFacts, 'cores' | 'engine'>): string {
  return `${cores} cores and engine ${engine.split('.')[0]}`
}

/** Rows that were not measured stay as they are. */
export async function record({ date, cores, kernel, engine }: BenchFacts, groups: readonly GroupResult[]): Promise<void> {
  const { ratios: before = {}, kindProcessorS } = await readRecorded().catch((): Partial<Recorded> => ({}))
  const speed = groups.flatMap(({ rows }) => rows).find(({ name }) => name === speedRow)?.kind?.median ?? kindProcessorS
  const measured = groups.flatMap(({ rows }) =>
    rows.flatMap(({ name, ratio }) => (ratio ? [[name, Number(ratio.median.toPrecision(2))] as const] : [])),
  )
  const recorded: Recorded = {
    date,
    cores,
    kernel,
    engine,
    ...(speed !== undefined && { kindProcessorS: Number(speed.toPrecision(2)) }),
    ratios: { ...before, ...Object.fromEntries(measured) },
  }
  await writeFile(file, `${JSON.stringify(recorded, undefined, 2)}\n`)
}

export interface Comparison {
  readonly row: string
  readonly isWorse: boolean
  readonly text: string
}

/** Of each row for which a ratio is recorded: worse is one of which even the best calm pair is, by more than a quarter. */
export function compare(
  rows: readonly Pick<RowResult, 'name' | 'unit' | 'ratio' | 'calm' | 'others' | 'kind'>[],
  { ratios, date, kindProcessorS }: Pick<Recorded, 'ratios' | 'date' | 'kindProcessorS'>,
): Comparison[] {
  const speed = rows.find(({ name }) => name === speedRow)?.kind?.median
  const isSlower = speed !== undefined && kindProcessorS !== undefined && speed > kindProcessorS * tolerance
  return rows.flatMap(({ name, unit, ratio, calm, others = 0 }) => {
    const before = ratios[name]
    if (before === undefined || ratio === undefined) return []
    const then = `${before} on ${date}`
    if (!calm)
      return [{ row: name, isWorse: false, text: `${name}: not compared, others used ${Math.round(others * 100)} % of the machine` }]
    if (isSlower && unit === 'ms') {
      const text = `${name}: not compared, kind's cluster takes ${speed.toFixed(0)} s of a processor here, and took ${kindProcessorS} where ${then} was recorded`
      return [{ row: name, isWorse: false, text }]
    }
    return [
      {
        row: name,
        isWorse: calm.least > before * tolerance,
        text: `${name}: ${calm.least.toFixed(2)} of kind's at best, recorded ${then}`,
      },
    ]
  })
}
