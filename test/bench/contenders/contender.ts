// Who is measured: one that makes clusters on the engine. What a cluster is asked afterwards is the same for both, so nothing here says how.
export type ContenderName = 'ours' | 'kind'

export interface Shape {
  readonly controlPlanes: number
  readonly workers: number
}

/** Milliseconds since the clock of this process began. */
export interface Step {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  /** Seen by the bench, and not told by the contender. */
  readonly outside?: true
}

export interface BenchCluster {
  readonly name: string
  readonly kubeconfig: string
  readonly nodes: readonly string[]
  /** What the contender told while it made the cluster. */
  readonly steps: readonly Step[]
}

export interface Contender {
  readonly name: ContenderName
  /** Returns when the contender says that it is done. */
  create(name: string, shape: Shape): Promise<BenchCluster>
  remove(name: string): Promise<void>
  /** An image of the engine, into all nodes. */
  load(name: string, image: string): Promise<void>
}

/** As both name them. */
export function listNodes(name: string, { controlPlanes, workers }: Shape): string[] {
  const list = (role: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${name}-${role}${index === 0 ? '' : index + 1}`)
  return [...list('control-plane', controlPlanes), ...list('worker', workers)]
}

/** `1`, `1+2` */
export function tellShape({ controlPlanes, workers }: Shape): string {
  return controlPlanes === 1 && workers === 0 ? '1' : `${controlPlanes}+${workers}`
}
