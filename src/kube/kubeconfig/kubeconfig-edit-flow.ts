// A list or mapping in brackets, JSON or YAML, and what becomes of its entries → edits. What comes in is JSON: it is right in both.
import type { Pair, ParsedNode, YAMLSeq } from 'yaml'
import type { ListChange } from './kubeconfig-change.ts'
import type { Fields, KubeconfigRoot } from './kubeconfig-document.ts'
import { indentBefore, lineEndOf, type Edit } from './kubeconfig-text.ts'

/** For a list with entries. */
export function editFlowList(text: string, list: YAMLSeq.Parsed, { items, added }: ListChange): Edit[] {
  const starts = startsOf(list)
  const [open, close] = [list.range[0], list.range[1] - 1]
  const ends = list.items.map(({ range }) => range[1])
  const [first = open, last = close] = [starts[0], ends.at(-1)]
  if (items.every((what) => what === 'remove') && added.length === 0) {
    const around = text.slice(open + 1, first) + text.slice(last, close)
    // Lines that hold nothing go; comments stay.
    if (around.includes('\n') && !around.includes('#')) return [{ start: open + 1, end: close, text: '' }]
    return [{ start: first, end: last + (/^\s*,/.exec(text.slice(last, close))?.[0].length ?? 0), text: '' }]
  }
  const lastKept = items.findLastIndex((what) => what !== 'remove')
  const edits = items.flatMap((what, index): Edit[] => {
    const [start = 0, end = 0] = [starts[index], ends[index]]
    if (what === 'keep') return []
    if (what !== 'remove') return [{ start, end, text: renderLike(text, start, end, what.put) }]
    // With the comma after it; what nothing stays behind goes with the comma before it.
    return [index < lastKept ? cutAfter(text, start, end, starts[index + 1] ?? end) : cutBefore(text, ends[index - 1] ?? start, start, end)]
  })
  const start = starts.at(-1) ?? last
  const separator = separatorLike(text, start)
  const entries = added.map((entry) => separator + renderLike(text, start, last, entry)).join('')
  return entries === '' ? edits : [...edits, { start: last, end: last, text: entries }]
}

/** Fields at the end of a mapping. */
export function addFlowFields(text: string, root: KubeconfigRoot, fields: Fields): Edit {
  const last = root.items.at(-1)
  if (!last) {
    const inner = JSON.stringify(fields).slice(1, -1)
    return { start: root.range[0] + 1, end: root.range[0] + 1, text: inner }
  }
  const start = last.key.range[0]
  const end = endOf(last)
  const separator = separatorLike(text, start)
  const added = Object.entries(fields).map(([key, value]) => `${separator}${JSON.stringify(key)}: ${renderLike(text, start, end, value)}`)
  return { start: end, end, text: added.join('') }
}

/** A comma, and what the neighbour at `start` has before it: a line of its own and its indentation, or a space. */
function separatorLike(text: string, start: number): string {
  const indent = indentBefore(text, start)
  return indent === undefined ? ', ' : `,${lineEndOf(text)}${indent}`
}

/** On one line, or on several as its neighbour is. */
function renderLike(text: string, start: number, end: number, data: unknown): string {
  const indent = indentBefore(text, start)
  if (indent === undefined || !text.slice(start, end).includes('\n')) return JSON.stringify(data)
  return JSON.stringify(data, undefined, indent.includes('\t') ? '\t' : 2).replaceAll('\n', lineEndOf(text) + indent)
}

function cutAfter(text: string, start: number, end: number, next: number): Edit {
  const between = text.slice(end, next)
  return { start, end: between.includes('#') ? end + between.indexOf(',') + 1 : next, text: '' }
}

function cutBefore(text: string, before: number, start: number, end: number): Edit {
  return { start: text.slice(before, start).includes('#') ? start : before, end, text: '' }
}

/** Where each entry begins, with its anchor and its tag. */
function startsOf(list: YAMLSeq.Parsed): number[] {
  const token = list.srcToken
  if (token?.type !== 'flow-collection') return []
  return list.items.map((item, index) => {
    const mark = token.items[index]?.start.find(({ type }) => type === 'anchor' || type === 'tag')
    return mark?.offset ?? item.range[0]
  })
}

function endOf({ key, value }: Pair<ParsedNode, ParsedNode | null>): number {
  return (value ?? key).range[1]
}
