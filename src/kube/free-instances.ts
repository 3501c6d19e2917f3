// The definition of a custom kind that is to go → its objects let go of: what holds one of them holds the definition, and with it every
// test that wants to make it anew.
import type { KubeConnection } from './connection.ts'
import { type KubeList, listedObjects } from './object.ts'
import { unlessAbsent } from './objects.ts'

interface Definition {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly group: string
    readonly names: { readonly plural: string }
    readonly versions: readonly { readonly name: string; readonly storage: boolean }[]
  }
}

/** Takes the finalizers off, and resolves with those that were there, a line an object. A definition that is not there has none. */
export async function freeInstances(connection: KubeConnection, name: string, signal: AbortSignal): Promise<readonly string[]> {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`
  const definition = await unlessAbsent(connection.request<Definition>({ path, signal }))
  if (!definition) return []
  const { spec } = definition
  // The one it is stored in needs no conversion, by a webhook that may have gone.
  const version = spec.versions.find(({ storage }) => storage)?.name
  const root = `/apis/${spec.group}/${version}`
  const list = await unlessAbsent(connection.request<KubeList>({ path: `${root}/${spec.names.plural}`, signal }))
  const held = (list ? listedObjects(list) : []).filter(({ metadata }) => (metadata.finalizers ?? []).length > 0)
  return Promise.all(
    held.map(async ({ kind, metadata }) => {
      const place = metadata.namespace === undefined ? root : `${root}/namespaces/${metadata.namespace}`
      await connection.request({
        method: 'PATCH',
        path: `${place}/${spec.names.plural}/${metadata.name}`,
        contentType: 'application/merge-patch+json',
        body: { metadata: { finalizers: null } },
        signal,
      })
      return `${kind} ${[metadata.namespace, metadata.name].filter(Boolean).join('/')}, held by ${metadata.finalizers!.join(', ')}`
    }),
  )
}
