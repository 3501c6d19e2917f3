// What a test may do to a node of its cluster, as plain data: it crosses from the test file to the main process.

export type Fault =
  | { readonly do: 'stop' | 'start' | 'restart' | 'kill' | 'pause' | 'resume' }
  | { readonly do: 'cordon' | 'uncordon' }
  | { readonly do: 'drain'; readonly gracePeriodSeconds?: number }
  /** From nodes, by name. */
  | { readonly do: 'partition'; readonly from: readonly string[] }
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'heal' }
  | ({ readonly do: 'fillDisk' } & DiskFill)
  /** Of the API server on a control plane. */
  | { readonly do: 'silence'; readonly ms?: number }
  | { readonly do: 'speak' | 'restartServer' | 'disconnect' }

/** How much: one of both, in bytes or as '2Gi'. */
export interface DiskFill {
  /** What is written. */
  readonly bytes?: number | string
  /** What is left free. */
  readonly leave?: number | string
}

export type FaultName = Fault['do']

/** Whose time it is, and how much of it. */
export interface TimeLimit {
  readonly owner: string
  readonly budgetMs: number
}
