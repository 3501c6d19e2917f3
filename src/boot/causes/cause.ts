// What a rule is: by what a cause is recognised, what it means, and what to do about it.

/** What the failing program itself prints. */
export interface Sign {
  /** Sources by name (see nameSource): `kubelet`, `container/etcd`, `kubeadm`; `error` is the boot's own error. */
  readonly in: readonly string[]
  /** Tried on each line. Its named groups can be said in `why` and `do`. */
  readonly line: RegExp
}

/** A rule. The page "When it does not work" is made of all of them. */
export interface Cause {
  /** In kebab-case: `disk-full`. */
  readonly name: string
  /** Any of these is enough. */
  readonly signs: readonly Sign[]
  /** These must be there as well: what a sign says is then no passing trouble. */
  readonly also?: readonly Sign[]
  /** Where this is there, it is something else. */
  readonly unless?: Sign
  /** A sentence without a full stop. `{group}` stands for what a group of the line held, `{node}` for the node it is from. */
  readonly why: string
  /** A command to paste, or a field to change. */
  readonly do: string
}
