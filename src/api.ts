// Clusters without Vitest: for scripts, other runners and tools.
import { join } from 'node:path'
import { acquireCluster as acquire, type AcquiredCluster } from './cluster/acquire-cluster.ts'
import type { ClusterContext } from './cluster/context.ts'
import { createCluster as create } from './cluster/create-cluster.ts'
import { deleteCluster as remove } from './cluster/delete-cluster.ts'
import type { ClusterHandle } from './cluster/handle.ts'
import { listClusters as list, type ClusterSummary } from './cluster/list-clusters.ts'
import { readEnvironment } from './config/env.ts'
import type { ClusterOptions } from './config/options.ts'

export type { AcquiredCluster, ClusterHandle, ClusterOptions, ClusterSummary }
export type { ActionTiming, NodeHandle } from './cluster/handle.ts'
export type { OnProgress, ProgressEvent } from './support/progress.ts'
export { isKindError, KindError, type ErrorCode } from './support/errors.ts'

/** How a call of this entry is carried out. */
export interface ApiOptions {
  /**
   * Hears what is done and how long it took.
   *
   * @default nothing is said
   */
  readonly onProgress?: ClusterContext['onProgress']
  /** Ends the work early; what was made is removed. */
  readonly signal?: AbortSignal
  /**
   * Where kubeconfigs and evidence go, a directory a cluster.
   *
   * @default '.vitest/kind' below the working directory
   */
  readonly artifactsDirectory?: string
}

/** Creates a cluster and returns when it is usable; nothing removes it but {@link deleteCluster}. Throws KIND_CLUSTER_EXISTS for a taken name. */
export function createCluster(options: ClusterOptions = {}, how: ApiOptions = {}): Promise<ClusterHandle> {
  return create(options, toContext(how))
}

/** Adopts a healthy cluster of the same options (`reuse: 'always'`) or creates one. */
export function acquireCluster(options: ClusterOptions = {}, how: ApiOptions = {}): Promise<AcquiredCluster> {
  return acquire(options, toContext(how))
}

/** Removes a cluster by name; one that does not exist is removed already. */
export function deleteCluster(name: string, how: ApiOptions = {}): Promise<{ readonly removed: readonly string[] }> {
  return remove(name, toContext(how))
}

/** All clusters on the engine, those of the kind CLI among them. */
export function listClusters(): Promise<ClusterSummary[]> {
  return list(toContext({}))
}

function toContext({ onProgress = () => undefined, signal, artifactsDirectory = join(process.cwd(), '.vitest', 'kind') }: ApiOptions): ClusterContext {
  return { environment: readEnvironment(), onProgress, artifactsDirectory, ...(signal && { signal }) }
}
