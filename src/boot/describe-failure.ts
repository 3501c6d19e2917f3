// A boot that failed and its evidence → what its error says: what was seen, its cause where a rule knows it, and what to do. Pure.
import type { Deadline } from '../support/deadline.ts'
import { describeError, type ErrorFacts, isKindError } from '../support/errors.ts'
import type { Redactor } from '../support/redaction/redactor.ts'
import { findCause } from './causes/find-cause.ts'
import { causes } from './causes/index.ts'
import { errorSource, type Evidence, type EvidenceSource } from './evidence/evidence.ts'
import { findLastWords, type LastWords } from './evidence/last-words.ts'

export type FailureFacts = Pick<ErrorFacts, 'what' | 'seen' | 'why' | 'do'>

export interface Failure {
  readonly cluster: string
  readonly action: string
  /** What the action threw. */
  readonly cause: unknown
  /** What ended before then and runs again is not why. */
  readonly wasUsable: boolean
  readonly elapsedMs: number
  readonly limit: Pick<Deadline, 'budgetMs' | 'owner'>
}

/** `troubles`: what went wrong after it. */
export function describeFailure(
  { cluster, action, cause, wasUsable, elapsedMs, limit }: Failure,
  evidence: Pick<Evidence, 'sources' | 'problems'>,
  troubles: readonly string[],
  redactor: Redactor,
): FailureFacts {
  const facts = isKindError(cause) ? cause.facts : undefined
  const overdue = elapsedMs >= limit.budgetMs
  const reason = describeError(cause)
  const what = redactor.redact(
    `cluster "${cluster}" stopped in ${action} after ${seconds(elapsedMs)}: ${overdue ? `its ${seconds(limit.budgetMs)} were up (${limit.owner})` : reason}`,
  )
  const told = [...(overdue ? [reason] : []), ...(facts?.seen ?? [])].map((line) => redactor.redact(line))
  const diagnosis = findCause(causes, { sources: [describeStop(what, told), ...evidence.sources] })
  const remedy = diagnosis?.do ?? facts?.do
  return {
    what,
    seen: [
      ...addNews(told, [
        ...findLastWords(evidence)
          .filter(({ runsAgain }) => !(wasUsable && runsAgain))
          .map(renderLastWords),
        ...(diagnosis && diagnosis.seen !== what ? [diagnosis.seen] : []),
      ]),
      ...evidence.problems,
      ...troubles,
    ],
    ...(diagnosis && { why: diagnosis.why }),
    ...(remedy !== undefined && { do: remedy }),
  }
}

/** The boot's own error as a source for the rules. */
export function describeStop(what: string, seen: readonly string[]): EvidenceSource {
  return { node: '', source: errorSource, text: [what, ...seen].join('\n') }
}

function renderLastWords({ node, program, text }: LastWords): string {
  return `last words of ${program} on ${node}: ${text}`
}

/** Lines whose words stand there already say nothing new. */
function addNews(told: readonly string[], lines: readonly string[]): string[] {
  return lines.reduce<string[]>(
    (all, line) => {
      const words = line.replace(/^.*?: /, '')
      return all.some((one) => one.includes(words)) ? all : [...all, line]
    },
    [...told],
  )
}

/** `12.3 s` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
