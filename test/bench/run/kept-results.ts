// What has been measured so far, in a folder: written as it comes, and read again by the next run, so that a bench can be run in pieces.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renderBenchPage } from '../report/page.ts'
import type { Group } from '../rows/row.ts'
import type { BenchFacts } from './facts.ts'
import { type GroupResult, summarize } from './results.ts'
import type { Sample } from './sample.ts'

export interface KeptResults {
  readonly facts: BenchFacts
  readonly groups: readonly GroupResult[]
  readonly samples: readonly Sample[]
}

const data = 'results.json'
const page = 'index.html'

/** Of another machine, engine, image or kind nothing is taken: the pieces would not be of one whole. */
export async function readKept(folder: string, facts: BenchFacts): Promise<Pick<KeptResults, 'groups' | 'samples'>> {
  const text = await readFile(join(folder, data), 'utf8').catch(() => '{}')
  const kept = JSON.parse(text) as Partial<KeptResults>
  return kept.samples && kept.groups && isSamePlace(kept.facts, facts)
    ? { samples: kept.samples, groups: kept.groups }
    : { samples: [], groups: [] }
}

function isSamePlace(kept: BenchFacts | undefined, now: BenchFacts): boolean {
  const { date: _then, ...place } = { ...kept }
  const { date: _now, ...here } = now
  return JSON.stringify(place) === JSON.stringify(here)
}

/** Whole at every moment. Gives the path of the page. */
export async function writeKept(folder: string, results: KeptResults): Promise<string> {
  await mkdir(folder, { recursive: true })
  const write = async (name: string, content: string): Promise<void> => {
    await writeFile(join(folder, `${name}.new`), content)
    await rename(join(folder, `${name}.new`), join(folder, name))
  }
  await write(data, `${JSON.stringify(results, undefined, 2)}\n`)
  await write(page, renderBenchPage(results))
  return join(folder, page)
}

/** A row that was measured anew stands for itself; all others stay. */
export function mergeSamples(before: readonly Sample[], now: readonly Sample[]): Sample[] {
  const anew = new Set(now.map(({ row }) => row))
  return [...before.filter(({ row }) => !anew.has(row)), ...now]
}

/** Of all groups of which anything is known, in their order; `leftOut`: why this run had none of a group. */
export function summarizeAll(
  groups: readonly Group[],
  samples: readonly Sample[],
  { leftOut, before }: { readonly leftOut: ReadonlyMap<string, string>; readonly before: readonly GroupResult[] },
): GroupResult[] {
  return groups.flatMap((group) => {
    const result = summarize(group, samples)
    if (result.rows.length > 0) return [result]
    const why = leftOut.get(group.name) ?? before.find(({ name }) => name === group.name)?.leftOut
    return why === undefined ? [] : [{ ...result, leftOut: why }]
  })
}
