// Why a wait of kubeadm's is of no use, in the words of its error.

export interface HopelessWait {
  /** A clause: "kube-apiserver ends again and again". */
  readonly what: string
  readonly seen: readonly string[]
}
