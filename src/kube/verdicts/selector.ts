// The label selector of a workload in the form of a query. Pure.
import { isFields } from '../../support/is-fields.ts'
import type { KubeObject } from '../object.ts'

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[]
}

/** Undefined for what selects no pods. A Service's selector is a map of labels alone. */
export function selectorOf(object: KubeObject): string | undefined {
  const { selector } = (object['spec'] ?? {}) as { selector?: LabelSelector & Readonly<Record<string, string>> }
  if (!isFields(selector)) return undefined
  if (object.kind === 'Service' || object.kind === 'ReplicationController') return renderLabels(selector)
  const { matchLabels = {}, matchExpressions = [] } = selector as LabelSelector
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key
    return operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${values.join(',')})`
  })
  return [renderLabels(matchLabels), ...expressions].filter((part) => part !== '').join(',')
}

function renderLabels(labels: Readonly<Record<string, unknown>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',')
}
