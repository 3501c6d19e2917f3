// What makes another cluster of a state: the names, addresses and keys of the one it is put into. Data.
import type { KubeadmDocument } from '../../plan/kubeadm/kubeadm-api.ts'
import type { StateNames } from '../cluster-state.ts'

export interface Renewal {
  readonly names: StateNames
  /** The first node's own, in the order in which its cluster uses them. */
  readonly addresses: readonly string[]
  /** By which nodes join: `abcdef.0123456789abcdef`. */
  readonly bootstrapToken: string
  /** The first node's, as its kubeadm file has them. */
  readonly documents: readonly KubeadmDocument[]
  readonly nowMs: number
  /** A random UUID at each call. */
  newUid(): string
}
