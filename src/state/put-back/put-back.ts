// A state → the etcd of a first node that has no cluster yet. Certificates, keys and tokens are made here, and are of this cluster alone.
import { randomUUID } from 'node:crypto'
import type { Node } from '../../cluster/node.ts'
import type { FileToPut } from '../../docker/archive.ts'
import type { KubeadmDocument } from '../../plan/kubeadm/kubeadm-api.ts'
import type { ClusterState } from '../cluster-state.ts'
import { fillEtcd, makeKeys, startControlPlane, startKubelet, transactionsFolder } from './programs.ts'
import { renderTransactions } from './render-transactions.ts'
import { renewObjects } from './renew-objects.ts'

export interface Place {
  readonly cluster: string
  /** Of its nodes, the first first. */
  readonly nodes: readonly string[]
  readonly endpoint: string
  /** Of the first node. */
  readonly addresses: readonly string[]
  readonly bootstrapToken: string
  readonly documents: readonly KubeadmDocument[]
  /** Whether the control plane is started by somebody else, later. */
  readonly isHeld: boolean
  readonly signal: AbortSignal
  /** Hears what the programs say. */
  readonly onOutput: (chunk: string) => void
}

/** The node is released, and has no kubelet running; afterwards it starts the control plane, where that is not held. Throws KIND_DOCKER_FAILED with the words of the program that failed. */
export async function putBack(node: Node, state: ClusterState, place: Place): Promise<void> {
  const { signal, onOutput, cluster, nodes, endpoint, isHeld } = place
  const { stdout: ca } = await node.run(['sh', '-c', makeKeys], { signal, onOutput })
  const objects = renewObjects(state, { ...place, names: { cluster, nodes, endpoint, ca }, nowMs: Date.now(), newUid: () => randomUUID() })
  const transactions = renderTransactions(objects).map((text, index): FileToPut => ({
    path: `${transactionsFolder}/${String(index).padStart(4, '0')}`,
    content: text,
    // Secrets are among them.
    mode: 0o600,
  }))
  const fill = async (): Promise<void> => {
    await node.put([...transactions, ...state.files.map(({ path, text }) => ({ path, content: text }))])
    await node.run(['sh', '-c', isHeld ? fillEtcd : `${fillEtcd}\n${startControlPlane}`], { signal, onOutput })
  }
  await Promise.all([fill(), node.run(['sh', '-c', startKubelet], { signal, onOutput })])
}
