// A list in block style and what becomes of its entries → edits of whole lines. Comments on lines of their own belong to nobody, and stay.
import type { Pair, ParsedNode, YAMLSeq } from 'yaml'
import type { ListChange } from './kubeconfig-change.ts'
import type { KubeconfigRoot } from './kubeconfig-document.ts'
import { renderBlock } from './kubeconfig-render.ts'
import {
  afterColon,
  columnOf,
  contentEnd,
  cutValue,
  endOfLine,
  indentBefore,
  insertLines,
  lineEndOf,
  startOfLine,
  withIndent,
  type Edit,
} from './kubeconfig-text.ts'

/** For a list with entries, the value of `pair`. */
export function editBlockList(
  text: string,
  pair: Pair<ParsedNode, ParsedNode | null>,
  list: YAMLSeq.Parsed,
  { items, added }: ListChange,
): Edit[] {
  const dashes = dashesOf(list)
  const isEmptied = added.length === 0 && items.every((what) => what === 'remove')
  const edits = items.flatMap((what, index): Edit[] => {
    const item = list.items[index]
    const dash = dashes[index]
    if (what === 'keep' || !item || dash === undefined) return []
    const end = endOfLine(text, contentEnd(item))
    if (what !== 'remove') {
      const lines = withIndent(text, renderBlock([what.put]), ' '.repeat(columnOf(text, dash))).trimStart()
      return [{ start: dash, end, text: text[end - 1] === '\n' ? lines : lines.slice(0, -lineEndOf(text).length) }]
    }
    return [removeLines(text, dash, end, dashes[index + 1])]
  })
  if (isEmptied) return [emptyMark(text, pair, dashes[0] ?? 0), ...edits]
  if (added.length === 0) return edits
  const indent = ' '.repeat(columnOf(text, dashes[0] ?? 0))
  return [...edits, insertLines(text, endOfLine(text, contentEnd(list)), renderBlock(added), indent)]
}

/** For a list without entries, `[]`, `null` or nothing at all from `start` to `end`: its entries come on the lines below its key. */
export function fillBlockList(text: string, root: KubeconfigRoot, [start, end]: [number, number], { added }: ListChange): Edit[] {
  const space = start < end && text[start - 1] === ' ' ? 1 : 0
  const indent = ' '.repeat(columnOf(text, root.range[0]))
  return [cutValue(text, start - space, end), insertLines(text, endOfLine(text, end), renderBlock(added), indent)]
}

function removeLines(text: string, dash: number, end: number, nextDash: number | undefined): Edit {
  // `? users`, `: - name: …`: what stands before the first entry on its line is not its own.
  if (indentBefore(text, dash) === undefined) return { start: dash, end: nextDash ?? end, text: '' }
  const start = startOfLine(text, dash)
  if (text[end - 1] === '\n') return { start, end, text: '' }
  // The last line of a text without a line end at its end: it has none afterwards, either.
  return { start: Math.max(0, start - lineEndOf(text).length), end, text: '' }
}

/** What says that nothing is left, behind the key; behind the colon of an explicit one. */
function emptyMark(text: string, pair: Pair<ParsedNode, ParsedNode | null>, dash: number): Edit {
  const colon = afterColon(pair)
  const spaces = /^[ \t]*(?=\r?\n)/.exec(text.slice(colon))?.[0].length ?? 0
  const at = indentBefore(text, dash) === undefined ? dash : colon + spaces
  return { start: at, end: at, text: at === dash ? `[]${lineEndOf(text)}` : ' []' }
}

/** Where each entry begins. Comments after the last one stand in the tokens like an entry without a dash. */
function dashesOf(list: YAMLSeq.Parsed): number[] {
  const token = list.srcToken
  if (token?.type !== 'block-seq') return []
  return token.items.flatMap(({ start }) => start.find(({ type }) => type === 'seq-item-ind')?.offset ?? [])
}
