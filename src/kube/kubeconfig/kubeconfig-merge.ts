// Kubeconfig texts → one with another's entries in it, or without the entries of a name. Pure. Only what is ours changes: the text is
// edited where it stands, then read again, and one that says anything else than it should is not given out.
import { isDeepStrictEqual } from 'node:util'
import { applyChange, isNoChange, planAdding, planRemoval, type KubeconfigChange } from './kubeconfig-change.ts'
import { parseKubeconfig, type Fields, type KubeconfigDocument } from './kubeconfig-document.ts'
import { editKubeconfig } from './kubeconfig-edit.ts'

/** `existing` with the entries of `added`; of the same name, the added ones win. `setCurrent`: its context becomes the current one. */
export function mergeKubeconfig(existing: string | undefined, added: string, options: { readonly setCurrent: boolean }): string {
  const source = parseKubeconfig(added).fields
  return change(existing ?? '', (fields) => planAdding(fields, source, options)) ?? existing ?? ''
}

/** Without the cluster, user and context named `name`; undefined when none of them is there. */
export function removeFromKubeconfig(existing: string, name: string): string | undefined {
  return change(existing, (fields) => planRemoval(fields, name))
}

/** The context that kubectl uses when none is named. Throws for a text that is no kubeconfig. */
export function readCurrentContext(text: string): string | undefined {
  const current = parseKubeconfig(text).fields['current-context']
  return typeof current === 'string' && current !== '' ? current : undefined
}

function change(existing: string, plan: (fields: Fields) => KubeconfigChange): string | undefined {
  const [mark, text] = splitMark(existing)
  const document = parseKubeconfig(text)
  const planned = plan(document.fields)
  if (isNoChange(planned)) return undefined
  const changed = editKubeconfig(text, document, planned)
  if (isDeepStrictEqual(readAgain(changed), whatItShouldSay(document, planned))) return mark + changed
  throw new Error('its entries cannot be changed by themselves: what others say hangs on them by an anchor, an alias or a merge key')
}

function whatItShouldSay({ fields, root }: KubeconfigDocument, planned: KubeconfigChange): Fields {
  return applyChange(root ? fields : { apiVersion: 'v1', kind: 'Config' }, planned)
}

function readAgain(text: string): Fields | undefined {
  try {
    return parseKubeconfig(text).fields
  } catch {
    return undefined
  }
}

/** A byte order mark is no part of what is edited: columns begin after it. */
function splitMark(text: string): [mark: string, text: string] {
  return text.startsWith('\uFEFF') ? ['\uFEFF', text.slice(1)] : ['', text]
}
