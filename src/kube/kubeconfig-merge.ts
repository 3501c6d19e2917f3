// Kubeconfig texts → one with another's entries in it, or without the entries of a name. Pure; fields that are not known are kept.
import { parse, stringify } from 'yaml'

type Fields = Record<string, unknown>

const lists = ['clusters', 'users', 'contexts'] as const

/** `existing` with the entries of `added`; of the same name, the added ones win. `setCurrent`: its context becomes the current one. */
export function mergeKubeconfig(existing: string | undefined, added: string, { setCurrent }: { readonly setCurrent: boolean }): string {
  const target = parseFields(existing ?? '')
  const source = parseFields(added)
  const merged: Fields = { apiVersion: 'v1', kind: 'Config', ...target }
  for (const list of lists) {
    const names = new Set(entriesOf(source, list).map(nameOf))
    merged[list] = [...entriesOf(target, list).filter((entry) => !names.has(nameOf(entry))), ...entriesOf(source, list)]
  }
  // A file without a current context leads nowhere: then ours is one in any case.
  if (setCurrent || !target['current-context']) merged['current-context'] = source['current-context']
  return stringify(merged, { lineWidth: 0 })
}

/** Without the cluster, user and context named `name`; undefined when none of them is there. */
export function removeFromKubeconfig(existing: string, name: string): string | undefined {
  const config = parseFields(existing)
  const isNamed = (entry: unknown): boolean => nameOf(entry) === name
  const isCurrent = config['current-context'] === name
  if (!isCurrent && !lists.some((list) => entriesOf(config, list).some(isNamed))) return undefined
  const rest: Fields = { ...config }
  for (const list of lists) if (config[list] !== undefined) rest[list] = entriesOf(config, list).filter((entry) => !isNamed(entry))
  if (isCurrent) rest['current-context'] = ''
  return stringify(rest, { lineWidth: 0 })
}

/** The context that kubectl uses when none is named. Throws for a text that is no kubeconfig. */
export function readCurrentContext(text: string): string | undefined {
  const current = parseFields(text)['current-context']
  return typeof current === 'string' && current !== '' ? current : undefined
}

function parseFields(text: string): Fields {
  const config: unknown = parse(text)
  if (config === null || config === undefined) return {}
  if (typeof config !== 'object' || Array.isArray(config)) throw new Error('it is not a mapping')
  return config as Fields
}

function entriesOf(config: Fields, list: string): unknown[] {
  const entries = config[list]
  return Array.isArray(entries) ? (entries as unknown[]) : []
}

function nameOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null ? (entry as Fields)['name'] : undefined
}
