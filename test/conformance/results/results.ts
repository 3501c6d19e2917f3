// What the suite tells of its specs, line by line → what became of each. Pure.

export type Outcome = 'passed' | 'failed' | 'skipped'

export interface SpecResult {
  readonly outcome: Outcome
  readonly seconds: number
  /** Why it did not pass, in the suite's words. */
  readonly why?: string
  /** On a node image of before the one that the others are of. @default false */
  readonly isEarlier?: boolean
}

/** What the suite writes: images/sources/e2e/results_test.go. */
export interface SuiteLine {
  readonly spec: string
  readonly event: 'begun' | 'ended'
  readonly state?: string
  readonly seconds?: number
  readonly message?: string
}

/** undefined: it was ended with the run, and nothing is known of it. */
export function judgeLine({ event, state, seconds = 0, message }: SuiteLine): SpecResult | undefined {
  if (event !== 'ended') return undefined
  if (state === 'passed') return { outcome: 'passed', seconds }
  if (state === 'skipped' || state === 'pending') return { outcome: 'skipped', seconds, why: firstWords(message) }
  if (state === 'failed' || state === 'panicked' || state === 'timedout') return { outcome: 'failed', seconds, why: firstWords(message) }
  return undefined
}

/** Whole lines only: the last one may still be being written. */
export function readLines<Line>(text: string): Line[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}

const longestWhy = 300

// Gomega says where in its memory an error lies, which is elsewhere each time.
const place = / ?<\*?[\w.]+ \| 0x[0-9a-f]+>:/g

function firstWords(message = ''): string {
  const text = message.replaceAll(/\s+/g, ' ').replaceAll(place, '').trim()
  return text.length > longestWhy ? `${text.slice(0, longestWhy)}…` : text
}

/** One line of the file of results: the last one of a spec counts. */
export interface KeptLine extends SpecResult {
  readonly spec: string
}

export function mergeResults(lines: readonly KeptLine[]): Map<string, SpecResult> {
  return new Map(lines.map(({ spec, ...result }) => [spec, result]))
}

/** What is still to be run: all that has not passed or been skipped with a reason, or, with `again`, whatever that names. */
export function isToRun(result: SpecResult | undefined, again: 'never' | 'failed' | 'all'): boolean {
  return result === undefined || again === 'all' || (again === 'failed' && result.outcome === 'failed')
}
