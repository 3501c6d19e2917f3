// A wait that did not come to its end → the message: what should have been, for how long and of whose time it was waited, and what is
// missing. At most ten lines. Pure.

export interface Failure {
  /** `Deployment web in shop-3fa9c1 should be ready` */
  readonly head: string
  readonly elapsedMs: number
  /** How it ended: time ran out (whose?), something happened that ends it, the test was over, or it cannot come any more. */
  readonly end: { readonly owner: string } | { readonly fact: string } | 'test over' | 'hopeless'
  /** What is missing, the most telling first. */
  readonly lines: readonly string[]
}

const maxLines = 10
const longest = 300

export function tellFailure({ head, elapsedMs, end, lines }: Failure): string {
  const all = lines.flatMap((line) => line.split('\n')).map((line) => line.trim())
  // What stands in an earlier line is told.
  const told = all.filter((line, index) => !all.slice(0, index).some((earlier) => earlier.includes(line)) && line !== '')
  return [`${head}, ${tellEnd(end, elapsedMs)}`, ...told.slice(0, maxLines - 1).map((line) => `  ${cut(line)}`)].join('\n')
}

function tellEnd(end: Failure['end'], elapsedMs: number): string {
  const seconds = `${(elapsedMs / 1000).toFixed(1)} s`
  if (end === 'test over') return 'and the test ended before'
  if (end === 'hopeless') return `and cannot any more: seen after ${seconds} (patient: true waits all the same)`
  return 'fact' in end ? `and ${end.fact}` : `and did not within ${seconds} (${end.owner})`
}

function cut(line: string): string {
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line
}
