// Results → the table on the terminal.
import type { GroupResult, RowResult } from '../run/results.ts'
import { tell, tellRatio, tellSpread } from './tell.ts'

const head = ['', 'ours', 'kind', 'ratio', 'spread', 'goal']

export function renderTable(groups: readonly GroupResult[]): string {
  const parts = groups.map((group) => ({ group, cells: group.rows.map(cellsOf) }))
  const all = [head, ...parts.flatMap(({ cells }) => cells)]
  const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]!.length)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd()
  return parts
    .flatMap(({ group: { title, rows, leftOut }, cells }) => [
      '',
      leftOut === undefined ? line([title, ...head.slice(1)]) : `${title}: left out, ${leftOut}`,
      ...cells.map(line),
      ...rows.flatMap(({ name, failures }) => failures.map((failure) => `  ${name} failed: ${failure}`)),
    ])
    .join('\n')
}

function cellsOf({ title, unit, ours, kind, ratio, goal, against }: RowResult): string[] {
  const theirs = against === undefined ? tell(kind?.median, unit) : kind && `(${tell(kind.median, unit)})`
  return [
    `  ${title}`,
    tell(ours?.median, unit),
    theirs ?? '',
    tellRatio(ratio?.median),
    tellSpread(ratio),
    goal === undefined ? '' : tellRatio(goal),
  ]
}
