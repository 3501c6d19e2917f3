// Every object that `kubectl get all -A` shows, and the nodes, volumes and namespaces they depend on, → one YAML list.
// Never Secrets or ConfigMaps: this is made to be shown to others.
import { writeYaml } from '../support/kube-yaml.ts'
import type { KubeConnection } from './connection.ts'
import { type KubeList, type KubeObject, listedObjects } from './object.ts'

interface GroupList {
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[]
}

interface Resource {
  readonly name: string
  readonly verbs: readonly string[]
  readonly categories?: readonly string[]
}

// Of the core group, and in no category.
const besides = ['nodes', 'namespaces', 'persistentvolumes', 'persistentvolumeclaims']

/** One `kind: List` in YAML. A group whose server does not answer (an aggregated API) is left out and named. */
export async function listAllObjects(connection: KubeConnection, signal: AbortSignal): Promise<string> {
  const { groups } = await connection.request<GroupList>({ path: '/apis', signal })
  const roots = ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)]
  const silent: string[] = []
  const perGroup = await Promise.all(
    roots.map((root) =>
      listGroup(connection, root, signal).catch((error: unknown) => {
        if (root === '/api/v1') throw error
        silent.push(root)
        return []
      }),
    ),
  )
  const list = writeYaml({ apiVersion: 'v1', kind: 'List', items: perGroup.flat().map(withoutManagedFields) })
  return silent.map((root) => `# not answered: ${root}\n`).join('') + list
}

async function listGroup(connection: KubeConnection, root: string, signal: AbortSignal): Promise<KubeObject[]> {
  const { resources } = await connection.request<{ readonly resources: readonly Resource[] }>({ path: root, signal })
  const shown = resources.filter(
    ({ name, verbs, categories }) =>
      verbs.includes('list') && (categories?.includes('all') || (root === '/api/v1' && besides.includes(name))),
  )
  return (
    await Promise.all(shown.map(async ({ name }) => listedObjects(await connection.request<KubeList>({ path: `${root}/${name}`, signal }))))
  ).flat()
}

/** Half of the text otherwise, and of no use to a reader. */
function withoutManagedFields(object: KubeObject): KubeObject {
  const { managedFields: _left, ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, name: object.metadata.name } }
}
