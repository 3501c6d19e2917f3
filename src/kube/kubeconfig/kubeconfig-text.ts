// Places in a YAML text: where a line begins and ends, where a node's content ends, and what is put or taken there. Pure.
import { isCollection, isPair, type Pair, type ParsedNode } from 'yaml'

/** `text` in the place of what stands from `start` to before `end`. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** All at once: offsets are those of the text as it was. Of two at one place, the first stands first. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    result += text.slice(at, edit.start) + edit.text
    at = Math.max(at, edit.end)
  }
  return result + text.slice(at)
}

/** Takes a value out of its line. A tab before a comment is fine behind a value, and an error to client-go where there is none. */
export function cutValue(text: string, start: number, end: number): Edit {
  const space = /^[ \t]*/.exec(text.slice(end))?.[0] ?? ''
  return space.includes('\t') ? { start, end: end + space.length, text: ' ' } : { start, end, text: '' }
}

/** Whole lines, each after `indent`, at the beginning of a line or at the end of a text that does not end with a line end: then it never does. */
export function insertLines(text: string, at: number, lines: string, indent: string): Edit {
  const body = withIndent(text, lines, indent)
  const eol = lineEndOf(text)
  const isOpen = at > 0 && text[at - 1] !== '\n'
  return { start: at, end: at, text: isOpen ? eol + body.slice(0, -eol.length) : body }
}

/** Lines in the text's own line ends, each after `indent`. */
export function withIndent(text: string, lines: string, indent: string): string {
  return lines.replaceAll(/^(?=.)/gm, indent).replaceAll('\n', lineEndOf(text))
}

export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n'
}

export function startOfLine(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

/** After the line end; `at` itself where a line begins, because what ends there has its line end in it. */
export function endOfLine(text: string, at: number): number {
  if (at > 0 && text[at - 1] === '\n') return at
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

export function columnOf(text: string, at: number): number {
  return at - startOfLine(text, at)
}

/** What stands before `at` on its line, when that is nothing but space. */
export function indentBefore(text: string, at: number): string | undefined {
  const before = text.slice(startOfLine(text, at), at)
  return /^[ \t]*$/.test(before) ? before : undefined
}

/** Where the last thing ends that is not space or comment. */
export function contentEnd(node: ParsedNode | Pair<ParsedNode, ParsedNode | null>): number {
  if (isPair(node)) return node.value ? contentEnd(node.value) : contentEnd(node.key)
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1)
    if (last) return contentEnd(last)
  }
  return node.range[1]
}

/** After a key's colon, and after the anchor and the tag of its value. */
export function afterColon({ srcToken, key }: Pair<ParsedNode, ParsedNode | null>): number {
  const marks = (srcToken?.sep ?? []).filter(({ type }) => type === 'map-value-ind' || type === 'anchor' || type === 'tag')
  const last = marks.at(-1)
  return last ? last.offset + last.source.length : key.range[1]
}
