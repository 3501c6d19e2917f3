// What was seen when a test failed → the lines in its failure: what did not come up and why, what changed since the test began, the newest
// warnings. Few enough to be read, and none that says again what the failure says already.
import type { KubeConnection } from '../../kube/connection.ts'
import type { KubeObject } from '../../kube/object.ts'
import { explainObjects } from '../../kube/verdicts/explain-objects.ts'
import { findUnready } from '../../kube/verdicts/find-unready.ts'
import { readLastWords } from '../../kube/verdicts/last-words.ts'
import type { Sight } from '../sight.ts'
import { tellNodes, tellSystemPods } from './cluster-changes.ts'
import { tellForeignChanges } from './foreign-changes.ts'
import { findRestarted, tellRestarts } from './restarts.ts'

export interface Failed {
  /** When the test began, in milliseconds since 1970. */
  readonly sinceMs: number
  /** The failure's own text. */
  readonly message: string
  /** Objects that the test has applied, as the API server answered. */
  readonly applied?: readonly KubeObject[]
  /** What is known of the nodes besides what the API says: their containers. */
  readonly nodeLines?: readonly string[]
}

/** With the head and the place of the files, ten. */
const mostLines = 8
const longest = 300

/** None when nothing is to be said besides. Never rejects: what cannot be asked before `signal` fires is left out. */
export async function summarize(
  connection: KubeConnection,
  sight: Sight,
  { sinceMs: began, message, applied = [], nodeLines = [] }: Failed,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Kubernetes notes whole seconds.
  const sinceMs = Math.floor(began / 1000) * 1000
  const told = message.split('\n').map((line) => line.trim())
  const nodes = tellNodes(sight, sinceMs)
  const unready = findUnready(sight.objects)
  const restarted = findRestarted(sight.objects.filter(isPod), sinceMs)
  const whyOf = (some: typeof unready): readonly string[] => some.map((one) => one.why)
  const services = whyOf(unready.filter(({ object }) => isService(object)))
  const others = whyOf(unready.filter(({ object }) => !isService(object)))
  const isOfOther = (line: string): boolean => !told.some((above) => titleOf(above) === titleOf(line))
  const place = { ...(sight.namespace !== undefined && { namespace: sight.namespace }), told: [...told, ...whyOf(unready)] }
  const [explained, words] = await Promise.all([
    explainObjects(
      connection,
      place,
      unready.map(({ object }) => object),
      signal,
    ).catch(() => [unasked]),
    restarted[0] ? readLastWords(connection, restarted[0], signal).catch(() => [unasked]) : [],
  ])
  const isWarning = (line: string): boolean => line.startsWith('warning ')
  const isUnasked = (line: string): boolean => line.startsWith(unasked)
  const lines = [
    ...(sight.answered || /the API server has not answered/.test(message) ? [] : [tellSilence(sight)]),
    ...nodeLines,
    ...nodes,
    ...others.filter(isOfOther),
    ...explained.filter((line) => !isWarning(line) && !isUnasked(line)).filter(isOfOther),
    ...services.filter(isOfOther),
    ...tellRestarts(restarted, sinceMs),
    ...words.filter((line) => !isUnasked(line)).filter(isOfOther),
    ...tellForeignChanges(sight.objects, applied, sinceMs),
    ...tellSystemPods(sight, sinceMs),
    ...explained.filter(isWarning).filter(isOfOther),
  ].map(cut)
  const late =
    sight.answered && !told.some(isUnasked) && ([...explained, ...words].some(isUnasked) || sight.problems.some(isLate)) ? [tooLate] : []
  const isNew = (line: string, index: number): boolean => ![...told, ...lines.slice(0, index)].some((above) => above.includes(line))
  return [...lines.filter(isNew).slice(0, mostLines - late.length), ...late]
}

// As explainObjects() begins the line that tells of it.
const unasked = 'more could not be asked'
const tooLate = 'there may be more: the API server had not answered everything when the time for it was up'

function isLate(problem: string): boolean {
  return /aborted|timeout/.test(problem)
}

/** Time that was up is ours; else the network has said why. */
function tellSilence({ problems: [first = ''] }: Sight): string {
  return `the API server did not answer${isLate(first) ? '' : `: ${first}`}`
}

/** What is behind it tells more than it does. */
function isService({ kind, apiVersion }: KubeObject): boolean {
  return kind === 'Service' && apiVersion === 'v1'
}

function isPod({ kind, apiVersion }: KubeObject): boolean {
  return kind === 'Pod' && apiVersion === 'v1'
}

/** What a line is about. A failure that has told of it has told what was there a moment before; counts may be others now. */
function titleOf(line: string): string {
  return /^(?:warning \S+ on \S+ [^\s:]+|\S+ wrote:|\d+ \S+|[A-Z]\w+ [^\s:]+)/.exec(line)?.[0] ?? line
}

function cut(line: string): string {
  const flat = line.replaceAll(/\s*\n\s*/g, ' ')
  return flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat
}
