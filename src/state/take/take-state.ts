// A cluster → its state as of one moment, while it goes on. Reads only.
import type { Cluster } from '../../cluster/cluster.ts'
import type { Node } from '../../cluster/node.ts'
import type { KubeConnection } from '../../kube/connection.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import { DockerError } from '../../support/errors.ts'
import { parseYaml } from '../../support/kube-yaml.ts'
import type { ClusterState, StateFile, StateNames, StoredObject } from '../cluster-state.ts'
import { installedPath } from '../installed.ts'
import { listObjects } from '../list-objects.ts'
import { matchObjects, unlisted } from './match-objects.ts'
import { readEtcd } from './read-etcd.ts'

export interface Moment {
  readonly connection: KubeConnection
  /** Of {@link readRevision}. */
  readonly revision: string
  readonly signal: AbortSignal
}

/** What {@link takeState} is told afterwards: the moment, as etcd counts it. */
export async function readRevision(connection: KubeConnection, signal: AbortSignal): Promise<string> {
  const { metadata } = await connection.request<{ readonly metadata: { readonly resourceVersion: string } }>({
    path: '/api/v1/namespaces',
    query: { limit: 1 },
    signal,
  })
  return metadata.resourceVersion
}

/** Throws KIND_STATE_UNUSABLE when something in etcd is not to be had through the API. */
export async function takeState({ name, nodes }: Pick<Cluster, 'name' | 'nodes'>, moment: Moment): Promise<ClusterState> {
  const { connection, revision, signal } = moment
  const first = nodes[0]!
  const entries = await readEtcd(first, revision, signal)
  const { objects, unknown } = matchObjects(entries, await listObjects(connection, { revision, without: unlisted, signal }))
  if (objects.length === 0 || unknown.length > 0) {
    throw new DockerError('KIND_STATE_UNUSABLE', {
      what: `the state of cluster "${name}" cannot be taken: ${objects.length === 0 ? 'its etcd holds nothing below /registry/' : 'its API does not list all that is in etcd'}`,
      seen: unknown.slice(0, 10),
    })
  }
  const kubernetesVersion = (await first.read(nodePaths.version))?.trim() ?? ''
  return {
    kubernetesVersion,
    names: {
      cluster: name,
      nodes: nodes.map((node) => node.name),
      endpoint: readEndpoint(objects),
      ca: readCa(objects),
    } satisfies StateNames,
    objects,
    files: [...(await readNetworkFiles(first, signal)), ...(await readNote(first))],
  }
}

function findData(objects: readonly StoredObject[], namespace: string, name: string): Readonly<Record<string, string>> {
  const found = objects.find(
    ({ object: { kind, metadata } }) => kind === 'ConfigMap' && metadata.namespace === namespace && metadata.name === name,
  )
  return (found?.object['data'] ?? {}) as Readonly<Record<string, string>>
}

function readEndpoint(objects: readonly StoredObject[]): string {
  const { ClusterConfiguration = '' } = findData(objects, 'kube-system', 'kubeadm-config')
  return (parseYaml(ClusterConfiguration) as { readonly controlPlaneEndpoint?: string } | null)?.controlPlaneEndpoint ?? ''
}

function readCa(objects: readonly StoredObject[]): string {
  return findData(objects, 'kube-system', 'kube-root-ca.crt')['ca.crt'] ?? ''
}

/** Of what has been installed in it. */
async function readNote(node: Node): Promise<StateFile[]> {
  const text = await node.read(installedPath)
  return text === undefined ? [] : [{ path: installedPath, text }]
}

/** The network of its pods, which follows from the range that its Node has. */
async function readNetworkFiles(node: Node, signal: AbortSignal): Promise<StateFile[]> {
  const { stdout } = await node.run(['sh', '-c', `ls -1 ${nodePaths.networkFolder} 2>/dev/null || true`], { signal })
  const names = stdout.split('\n').filter((name) => /\.(conf|conflist)$/.test(name))
  const texts = await Promise.all(
    names.map(async (name) => ({
      path: `${nodePaths.networkFolder}/${name}`,
      text: await node.read(`${nodePaths.networkFolder}/${name}`),
    })),
  )
  return texts.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]))
}
