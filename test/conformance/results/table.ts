// Results of all targets → the table of the README, as Markdown. Pure.
import { type Counts, countResults, listDifferences } from './count.ts'
import type { SpecResult } from './results.ts'

export type ResultsByTarget = ReadonlyMap<string, ReadonlyMap<string, SpecResult>>

/** `pairs`: targets that are to end alike. */
export function renderTable(listed: readonly string[], byTarget: ResultsByTarget, pairs: readonly (readonly [string, string])[]): string {
  if (byTarget.size === 0) return 'Not run yet.'
  const rows = [...byTarget].map(([name, results]) => ({ name, counts: countResults(listed, results) }))
  const lines = [
    '| cluster | listed | run | passed | failed | skipped | not run yet | of an earlier node image |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ name, counts: c }) =>
        `| ${name} | ${c.listed} | ${c.run} | ${c.passed} | ${c.failed} | ${c.skipped} | ${c.notRun} | ${c.earlier} |`,
    ),
    '',
    ...rows.flatMap(({ name, counts }) => renderWhy(name, counts)),
    ...pairs.flatMap(([one, other]) => renderPair(one, other, byTarget)),
  ]
  return lines.join('\n').trimEnd()
}

function renderWhy(name: string, { why }: Counts): string[] {
  return (['failed', 'skipped'] as const).flatMap((outcome) => {
    const kinds = Object.entries(why[outcome]).toSorted(([, a], [, b]) => b - a)
    return kinds.length === 0 ? [] : [`${name}, ${outcome}:`, '', ...kinds.map(([kind, count]) => `- ${count}: ${escape(kind)}`), '']
  })
}

function renderPair(one: string, other: string, byTarget: ResultsByTarget): string[] {
  const [ours, theirs] = [byTarget.get(one), byTarget.get(other)]
  if (!ours || !theirs) return []
  const both = [...ours.keys()].filter((spec) => theirs.has(spec)).length
  const differences = listDifferences(ours, theirs)
  return [
    `${one} beside ${other}: ${both} specs have run on both, ${differences.length} ended differently${differences.length === 0 ? '.' : ':'}`,
    '',
    ...differences.map(({ spec, one: here, other: there }) => `- ${escape(spec)}: ${tell(one, here)}; ${tell(other, there)}`),
    ...(differences.length === 0 ? [] : ['']),
  ]
}

function tell(name: string, { outcome, why }: SpecResult): string {
  return `${outcome} on ${name}${why === undefined ? '' : ` (${escape(why.slice(0, 120))})`}`
}

function escape(text: string): string {
  return text.replaceAll('|', String.raw`\|`)
}
