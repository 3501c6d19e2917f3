// The entries a kubeconfig has, and those it is to have or lose → what becomes of each of them, and what the file then says. Pure.
import { isDeepStrictEqual } from 'node:util'
import { entriesOf, kubeconfigLists, nameOf, type Fields } from './kubeconfig-document.ts'

export interface ListChange {
  /** For each entry that is there: it stays, it goes, or another stands in its place. */
  readonly items: readonly ('keep' | 'remove' | { readonly put: unknown })[]
  /** What comes after them. */
  readonly added: readonly unknown[]
}

export interface KubeconfigChange {
  /** The lists that change. */
  readonly lists: Readonly<Partial<Record<(typeof kubeconfigLists)[number], ListChange>>>
  /** The current context, when it changes. */
  readonly current: string | undefined
}

/** Each entry of `source` in the place of the first of its name, else at the end; further ones of its name go. */
export function planAdding(fields: Fields, source: Fields, { setCurrent }: { readonly setCurrent: boolean }): KubeconfigChange {
  // A file without a current context leads nowhere: then ours is one in any case.
  const current = setCurrent || !fields['current-context'] ? source['current-context'] : undefined
  return {
    lists: planLists(fields, (entries, list) => {
      const names = entries.map(nameOf)
      const entriesToAdd = entriesOf(source, list)
      return {
        items: entries.map((entry, index) => {
          const wanted = entriesToAdd.find((one) => nameOf(one) === names[index])
          if (wanted === undefined) return 'keep'
          if (names.indexOf(names[index]) < index) return 'remove'
          return isDeepStrictEqual(entry, wanted) ? 'keep' : { put: wanted }
        }),
        added: entriesToAdd.filter((entry) => !names.includes(nameOf(entry))),
      }
    }),
    current: typeof current === 'string' && current !== fields['current-context'] ? current : undefined,
  }
}

/** Every entry named `name` goes; where it was the current context, there is none. */
export function planRemoval(fields: Fields, name: string): KubeconfigChange {
  return {
    lists: planLists(fields, (entries) => ({ items: entries.map((entry) => (nameOf(entry) === name ? 'remove' : 'keep')), added: [] })),
    current: fields['current-context'] === name ? '' : undefined,
  }
}

export function isNoChange({ lists, current }: KubeconfigChange): boolean {
  return current === undefined && Object.keys(lists).length === 0
}

/** What the fields are after the change. */
export function applyChange(fields: Fields, { lists, current }: KubeconfigChange): Fields {
  const changed = Object.entries(lists).map(([list, { items, added }]) => {
    const entries = entriesOf(fields, list).flatMap((entry, index) => {
      const what = items[index]
      if (typeof what === 'object') return [what.put]
      return what === 'keep' ? [entry] : []
    })
    return [list, [...entries, ...added]] as const
  })
  return { ...fields, ...Object.fromEntries(changed), ...(current === undefined ? {} : { 'current-context': current }) }
}

function planLists(fields: Fields, plan: (entries: readonly unknown[], list: string) => ListChange): KubeconfigChange['lists'] {
  const changes = kubeconfigLists.map((list) => [list, plan(entriesOf(fields, list), list)] as const)
  return Object.fromEntries(changes.filter(([, { items, added }]) => added.length > 0 || items.some((what) => what !== 'keep')))
}
