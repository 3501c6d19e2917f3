// Objects that a test has applied → what others have changed in them since: not their status, which is controllers' work. By the
// server's own record of who has set which field. Pure.
import type { KubeObject } from '../../kube/object.ts'
import { isFields } from '../../support/is-fields.ts'

interface FieldsEntry {
  readonly manager?: string
  readonly time?: string
  readonly subresource?: string
  readonly fieldsV1?: Readonly<Record<string, unknown>>
}

// What Kubernetes' own programs set is their part of the work. The client of a test is known by the program that it is of.
const workers =
  /^(?:vitest-kind|kube-(?:controller-manager|scheduler|apiserver)|kubelet|cloud-controller-manager|node|node-fetch|undici|unknown)$/
const mostPaths = 3

/** `Deployment web was changed by kubectl-edit at 12:00:03: spec.replicas`. `applied`: by the test; whoever changes a field is its owner then. */
export function tellForeignChanges(objects: readonly KubeObject[], applied: readonly KubeObject[], sinceMs: number): readonly string[] {
  const own = new Set(applied.map(({ metadata }) => metadata['uid']))
  return objects.flatMap((object) => {
    if (!own.has(object.metadata['uid'])) return []
    return ((object.metadata['managedFields'] ?? []) as readonly FieldsEntry[])
      .filter(
        ({ manager = '', subresource, time = '' }) => !workers.test(manager) && subresource !== 'status' && Date.parse(time) >= sinceMs,
      )
      .map(({ manager, time = '', fieldsV1 = {} }) => {
        const paths = listPaths(fieldsV1)
        const more = paths.length > mostPaths ? ` and ${paths.length - mostPaths} more` : ''
        const fields = paths.slice(0, mostPaths).join(', ')
        return `${object.kind} ${object.metadata.name} was changed by ${manager} at ${time.slice(11, 19)}: ${fields}${more}`
      })
  })
}

/** `{ 'f:spec': { 'f:replicas': {} } }` → `spec.replicas`; items of a list by what tells them apart. */
function listPaths(fields: Readonly<Record<string, unknown>>, before = ''): readonly string[] {
  return Object.entries(fields)
    .filter(([key]) => key !== '.')
    .flatMap(([key, value]) => {
      const path = key.startsWith('f:') ? `${before}${before && '.'}${key.slice(2)}` : `${before}[${readItem(key)}]`
      const below = isFields(value) ? listPaths(value, path) : []
      return below.length > 0 ? below : [path]
    })
}

/** `k:{"name":"web"}` → `web` */
function readItem(key: string): string {
  return /"(?:name|key|port|containerPort|uid)":"?([^",}]+)/.exec(key)?.[1] ?? key.slice(2)
}
