// Evidence → a cause, when a rule recognises one. Never guesses: no rule, no cause. Pure.
import { errorSource, nameSource, type Evidence, type EvidenceSource } from '../evidence/evidence.ts'
import { stripLine } from '../evidence/fatal-line.ts'
import type { Cause, Sign } from './cause.ts'

export interface Diagnosis {
  readonly cause: string
  readonly why: string
  readonly do: string
  /** The line that said it, and where it stands: `web-control-plane kubelet.log: …`. */
  readonly seen: string
}

type Sources = Pick<Evidence, 'sources'>

// A line is shown whole up to here; of a longer one, this much before its sign.
const maxLength = 400
const before = 120

/** The first rule that fits. */
export function findCause(causes: readonly Cause[], evidence: Sources): Diagnosis | undefined {
  return findCauses(causes, evidence)[0]
}

/** Every rule that fits, in the order of the rules. */
export function findCauses(causes: readonly Cause[], { sources }: Sources): Diagnosis[] {
  const lines = new Map<string, Line[]>()
  for (const source of sources) {
    const name = nameSource(source)
    const list = lines.get(name) ?? []
    if (list.length === 0) lines.set(name, list)
    for (const text of source.text.split('\n')) list.push({ ...source, text })
  }
  return causes.flatMap((cause) => judge(cause, lines))
}

type Line = EvidenceSource

interface Match {
  readonly line: Line
  readonly groups: Readonly<Record<string, string>>
  /** What the sign itself is, of a line that may be long. */
  readonly text: string
}

function judge(cause: Cause, lines: ReadonlyMap<string, readonly Line[]>): Diagnosis[] {
  const found = cause.signs.map((sign) => findLine(sign, lines)).find((match) => match !== undefined)
  if (!found) return []
  const { node } = found.line
  if (cause.also?.some((sign) => !findLine(sign, lines, node)) || (cause.unless && findLine(cause.unless, lines, node))) return []
  const groups: Record<string, string> = { ...found.groups, node }
  const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => groups[name] ?? whole)
  return [{ cause: cause.name, why: fill(cause.why), do: fill(cause.do), seen: render(found) }]
}

/** The last one: what was said before may have passed. What the engine knows of a node says nothing about another one. */
function findLine(sign: Sign, lines: ReadonlyMap<string, readonly Line[]>, node?: string): Match | undefined {
  for (const name of sign.in) {
    const isOther = (line: Line): boolean => name === 'inspect' && node !== undefined && line.node !== node
    const line = lines.get(name)?.findLast((one) => !isOther(one) && sign.line.test(one.text))
    const match = line && sign.line.exec(line.text)
    if (match) return { line, groups: match.groups ?? {}, text: match[0] }
  }
  return undefined
}

/** `web-control-plane kubelet.log: …`, of a long line the part that the sign is in. */
function render({ line: { node, source, text }, text: sign }: Match): string {
  const words = stripLine(text)
  const at = words.indexOf(sign)
  const from = words.length > maxLength && at > before ? at - before : 0
  const part = `${from > 0 ? '…' : ''}${words.slice(from, from + maxLength)}${words.length > from + maxLength ? '…' : ''}`.replaceAll(
    /\\+"/g,
    '"',
  )
  return source === errorSource ? part : `${[node, source].filter((one) => one !== '').join(' ')}: ${part}`
}
