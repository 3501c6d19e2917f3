// What a dead run has left, in whatever form: how it is told, and how it goes.

/** Something that a dead run has left behind. */
export interface Leftover {
  readonly kind: 'cluster' | 'container' | 'volume' | 'image' | 'network' | 'files'
  /** Of the cluster, the container and so on; of files, the path. */
  readonly name: string
  /** Why it counts as left behind, and what it is made of. */
  readonly why: string
  /** Milliseconds since 1970; of files, when the youngest was written. */
  readonly createdAtMs: number
}

export interface RemovableLeftover extends Leftover {
  /** Looks once more, and tells whether it went: what has become somebody's meanwhile stays. */
  remove(): Promise<boolean>
}
