// A kubeconfig's text and what is to change → the text with the fewest edits that do it. Entries that stay keep every byte. Pure; whoever
// calls it reads the result again, since what an anchor means elsewhere is not looked at here.
import { isScalar, isSeq, type Pair, type ParsedNode } from 'yaml'
import { applyChange, type KubeconfigChange, type ListChange } from './kubeconfig-change.ts'
import { kubeconfigLists, type Fields, type KubeconfigDocument, type KubeconfigRoot } from './kubeconfig-document.ts'
import { editBlockList, fillBlockList } from './kubeconfig-edit-block.ts'
import { addFlowFields, editFlowList } from './kubeconfig-edit-flow.ts'
import { renderBlock, renderText } from './kubeconfig-render.ts'
import { afterColon, applyEdits, columnOf, contentEnd, cutValue, endOfLine, insertLines, type Edit } from './kubeconfig-text.ts'

export function editKubeconfig(text: string, { root, nothing }: KubeconfigDocument, change: KubeconfigChange): string {
  if (!root) return fillEmpty(text, nothing, change)
  const edits: Edit[] = []
  const missing: Record<string, unknown> = {}
  for (const list of kubeconfigLists) {
    const listChange = change.lists[list]
    const pair = findPair(root, list)
    if (!listChange) continue
    if (pair) edits.push(...editList(text, root, pair, listChange))
    else missing[list] = listChange.added
  }
  if (change.current !== undefined) {
    const pair = findPair(root, 'current-context')
    if (pair) edits.push(editText(text, root, pair, change.current))
    else missing['current-context'] = change.current
  }
  // Last: where a list ends with the document, its new entries come before new keys.
  if (Object.keys(missing).length > 0) edits.push(addFields(text, root, missing))
  return applyEdits(text, edits)
}

/** A document without a mapping: after its comments. */
function fillEmpty(text: string, [start, valueEnd, end]: KubeconfigDocument['nothing'], change: KubeconfigChange): string {
  const { clusters, contexts, users, 'current-context': current } = applyChange({}, change)
  const lines = renderBlock({ apiVersion: 'v1', clusters, contexts, 'current-context': current, kind: 'Config', users })
  return applyEdits(text, [cutValue(text, start, valueEnd), insertLines(text, end, lines, '')])
}

/** Of a key that is there twice, the last one counts. */
function findPair(root: KubeconfigRoot, key: string): Pair<ParsedNode, ParsedNode | null> | undefined {
  return root.items.findLast((pair) => isScalar(pair.key) && pair.key.value === key)
}

function editList(text: string, root: KubeconfigRoot, pair: Pair<ParsedNode, ParsedNode | null>, change: ListChange): Edit[] {
  const { value } = pair
  if (isSeq(value) && value.items.length > 0)
    return value.flow ? editFlowList(text, value, change) : editBlockList(text, pair, value, change)
  const at = afterColon(pair)
  const [start, end] = value?.range ?? [at, at]
  if (!root.flow && /^[ \t]*$/.test(text.slice(at, start)) && !/[#\n]/.test(text.slice(start, end)))
    return fillBlockList(text, root, [start, end], change)
  const entries = change.added.map((entry) => JSON.stringify(entry)).join(', ')
  if (isSeq(value)) return [{ start: start + 1, end: start + 1, text: entries }]
  return [start === end ? { start: at, end: at, text: ` [${entries}]` } : { start, end, text: `[${entries}]` }]
}

function editText(text: string, root: KubeconfigRoot, pair: Pair<ParsedNode, ParsedNode | null>, wanted: string): Edit {
  const at = afterColon(pair)
  const [start, end] = pair.value?.range ?? [at, at]
  const before = text.slice(start, end)
  const after = root.flow ? JSON.stringify(wanted) : renderText(wanted, before)
  if (start === end) return { start: at, end: at, text: ` ${after}` }
  // A block scalar's text ends with the end of its line.
  return { start, end, text: after + (/\r?\n$/.exec(before)?.[0] ?? '') }
}

function addFields(text: string, root: KubeconfigRoot, fields: Fields): Edit {
  if (root.flow) return addFlowFields(text, root, fields)
  return insertLines(text, endOfLine(text, contentEnd(root)), renderBlock(fields), ' '.repeat(columnOf(text, root.range[0])))
}
