// The workloads that a prepare step has left running: noted in the first node, from where they come into the state. Where it is put back,
// they are waited for again.
import type { Node } from '../cluster/node.ts'
import type { KubeConnection } from '../kube/connection.ts'
import { isRolledOut, listWorkloads, type WorkloadKind } from '../kube/rollout.ts'

export interface Installed {
  readonly kind: WorkloadKind
  readonly namespace: string
  readonly name: string
}

/** In the first node. */
export const installedPath = '/kind/installed.json'

export async function listRolledOut(connection: KubeConnection, signal: AbortSignal): Promise<(Installed & { readonly uid: string })[]> {
  return (await listWorkloads(connection, signal))
    .filter(isRolledOut)
    .map(({ kind, metadata: { namespace = '', name, uid = '' } }) => ({ kind, namespace, name, uid }))
}

export async function writeInstalled(node: Pick<Node, 'put'>, installed: readonly Installed[]): Promise<void> {
  const content = JSON.stringify(installed.map(({ kind, namespace, name }) => ({ kind, namespace, name })))
  await node.put([{ path: installedPath, content }])
}

/** None where nothing is noted. */
export async function readInstalled(node: Pick<Node, 'read'>): Promise<Installed[]> {
  const text = await node.read(installedPath)
  return text === undefined ? [] : (JSON.parse(text) as Installed[])
}
