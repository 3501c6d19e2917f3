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
  readonly ratios: Readonly<Record<string, number>>
}

const file = fileURLToPath(new URL('../recorded.json', import.meta.url))
/** So much worse a ratio may become. Machines are noisy: it is the best pair that is held against it. */
const tolerance = 1.25

export async function readRecorded(): Promise<Recorded> {
  return JSON.parse(await readFile(file, 'utf8')) as Recorded
}

/** Why nothing can be said on a machine of `cores`; undefined where something can. */
export function findWhyIncomparable({ cores, date, ratios }: Recorded, here: number): string | undefined {
  if (Object.keys(ratios).length === 0) return 'no ratio is recorded yet: npm run bench -- --record'
  return cores === here ? undefined : `the ratios of ${date} are of a machine with ${cores} cores, and this one has ${here}: not compared`
}

/** Rows that were not measured stay as they are. */
export async function record({ date, cores, kernel }: BenchFacts, groups: readonly GroupResult[]): Promise<void> {
  const { ratios: before = {} } = await readRecorded().catch((): Partial<Recorded> => ({}))
  const measured = groups.flatMap(({ rows }) =>
    rows.flatMap(({ name, ratio }) => (ratio ? [[name, Number(ratio.median.toPrecision(2))] as const] : [])),
  )
  const recorded: Recorded = { date, cores, kernel, ratios: { ...before, ...Object.fromEntries(measured) } }
  await writeFile(file, `${JSON.stringify(recorded, undefined, 2)}\n`)
}

/** A sentence for each row of which even the best pair is worse than what is recorded by more than a quarter. */
export function findWorse(rows: readonly Pick<RowResult, 'name' | 'ratio'>[], { ratios, date }: Recorded): string[] {
  return rows.flatMap(({ name, ratio }) => {
    const before = ratios[name]
    if (before === undefined || ratio === undefined || ratio.least <= before * tolerance) return []
    return [`${name}: ${ratio.least.toFixed(2)} of kind's at best, recorded ${before} on ${date}`]
  })
}
