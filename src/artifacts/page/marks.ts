// Events and changes of nodes → marks on a timeline.
import type { EventRecord, NodeChange } from '../run-record.ts'
import type { Mark, Row } from './rows.ts'

const longest = 200

export function eventMark({ atMs, type, reason, object, message, count }: EventRecord): Mark {
  const text = message.length > longest ? `${message.slice(0, longest)}…` : message
  return {
    atMs,
    kind: type === 'Warning' ? 'warning' : 'normal',
    tip: `${reason} on ${object}${count > 1 ? ` (${count} times)` : ''}: ${text}`,
  }
}

/** A node that is Ready again is good news; one whose disk or memory is short is not. */
export function nodeMark({ atMs, node, condition, status, reason }: NodeChange): Mark {
  const isGood = (condition === 'Ready') === (status === 'True')
  return { atMs, kind: isGood ? 'normal' : 'warning', tip: `${node}: ${condition} is ${status} (${reason})` }
}

/** A row for each name that `nameOf` gives, in the order of the names. Marks nearer to each other than `leastMs` are drawn as one. */
export function markRows<T>(all: readonly T[], nameOf: (one: T) => string, toMark: (one: T) => Mark, leastMs = 0): Row[] {
  const rows = [...Map.groupBy(all, nameOf)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return rows.map(([label, of]) => ({ label, note: String(of.length), lanes: [], marks: joinMarks(of.map(toMark), leastMs) }))
}

function joinMarks(marks: readonly Mark[], leastMs: number): Mark[] {
  const joined: { first: Mark; more: number }[] = []
  for (const mark of marks.toSorted((a, b) => a.atMs - b.atMs)) {
    const last = joined.at(-1)
    if (last && last.first.kind === mark.kind && mark.atMs - last.first.atMs < leastMs) last.more += 1
    else joined.push({ first: mark, more: 0 })
  }
  return joined.map(({ first, more }) => (more === 0 ? first : { ...first, tip: `${first.tip} (and ${more} more)` }))
}
