// What stands in the repository: recorded.json with the results of each spec, and the README's table made of it.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { SpecResult } from './results.ts'
import { renderTable, type ResultsByTarget } from './table.ts'

export interface Recorded {
  readonly date: string
  readonly command: string
  readonly kubernetes: string
  /** The hash of its recipe. */
  readonly nodeImage: string
  readonly engine: string
  readonly kernel: string
  readonly cores: number
  readonly listed: readonly string[]
  /** Target → spec → 'passed', or how else it ended and why; 'earlier passed', … on a node image of before. */
  readonly results: PackedByTarget
  /** The same of specs that are not listed, and of critest. */
  readonly others: PackedByTarget
  readonly critest: PackedByTarget
}

type PackedByTarget = Readonly<Record<string, Readonly<Record<string, string>>>>

const fileOf = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url))
const [begin, end] = ['<!-- begin: npm run test:conformance -- --record -->', '<!-- end -->']

export async function readRecorded(): Promise<Recorded> {
  return JSON.parse(await readFile(fileOf('recorded.json'), 'utf8')) as Recorded
}

export function readReadme(): Promise<string> {
  return readFile(fileOf('README.md'), 'utf8')
}

export async function record(recorded: Recorded): Promise<void> {
  const all = addToRecorded(await readRecorded(), recorded)
  await writeFile(fileOf('recorded.json'), `${JSON.stringify(all, undefined, 2)}\n`)
  await writeFile(fileOf('README.md'), putTable(await readReadme(), all))
}

/** A README with the table of these results in its place. */
export function putTable(readme: string, recorded: Recorded): string {
  const [before, after] = [readme.indexOf(begin), readme.indexOf(end)]
  if (before === -1 || after < before) throw new Error(`README.md has no place for the table, between ${begin} and ${end}`)
  return `${readme.slice(0, before)}${begin}\n\n${renderRecorded(recorded)}\n\n${readme.slice(after)}`
}

export function renderRecorded({
  date,
  command,
  kubernetes,
  nodeImage,
  engine,
  kernel,
  cores,
  listed,
  results,
  others,
  critest,
}: Recorded): string {
  return [
    `Kubernetes ${kubernetes}, node image ${nodeImage}, ${date}, by \`${command}\`; Docker ${engine}, Linux ${kernel}, ${cores} cores.`,
    '',
    '### Conformance specs',
    '',
    renderAll(listed, results),
    '',
    '### Other specs of the same suite',
    '',
    renderAll(namesIn(others), others),
    '',
    '### critest, on a node',
    '',
    renderAll(namesIn(critest), critest),
  ].join('\n')
}

function namesIn(packed: PackedByTarget): string[] {
  return [...new Set(Object.values(packed).flatMap((specs) => Object.keys(specs)))]
}

/** A target of ours and the one of kind that has its shape are to end alike. */
function renderAll(listed: readonly string[], packed: PackedByTarget): string {
  const byTarget: ResultsByTarget = new Map(Object.entries(packed).map(([name, specs]) => [name, unpack(specs)]))
  const ours = [...byTarget.keys()].filter((name) => name.startsWith('ours'))
  return renderTable(
    listed,
    byTarget,
    ours.map((name) => [name, name.replace('ours', 'kind')] as const),
  )
}

/** What has been recorded of the same Kubernetes stays where there is nothing newer; that of another node image says so. */
export function addToRecorded(before: Recorded, now: Recorded): Recorded {
  if (before.kubernetes !== now.kubernetes) return now
  const isEarlier = before.nodeImage !== now.nodeImage
  const add = (suite: 'results' | 'others' | 'critest'): PackedByTarget => {
    const targets = [...new Set([...Object.keys(before[suite]), ...Object.keys(now[suite])])]
    return Object.fromEntries(
      targets.map((target) => {
        const known = [...unpack(before[suite][target] ?? {})].map(
          ([spec, result]) => [spec, isEarlier ? { ...result, isEarlier } : result] as const,
        )
        return [target, pack(new Map([...known, ...unpack(now[suite][target] ?? {})]))]
      }),
    )
  }
  return { ...now, results: add('results'), others: add('others'), critest: add('critest') }
}

/** As it is kept in recorded.json. */
export function pack(results: ReadonlyMap<string, SpecResult>): Record<string, string> {
  const sorted = [...results].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    sorted.map(([spec, { outcome, why, isEarlier = false }]) => [
      spec,
      `${isEarlier ? 'earlier ' : ''}${outcome}${why === undefined ? '' : `: ${why}`}`,
    ]),
  )
}

function unpack(specs: Readonly<Record<string, string>>): Map<string, SpecResult> {
  return new Map(
    Object.entries(specs).map(([spec, text]) => {
      const [, earlier, outcome = 'failed', why] = /^(earlier )?(passed|failed|skipped)(?:: ([^]*))?$/.exec(text) ?? []
      const result = { outcome: outcome as SpecResult['outcome'], seconds: 0, ...(why !== undefined && { why }) }
      return [spec, earlier === undefined ? result : { ...result, isEarlier: true }]
    }),
  )
}
