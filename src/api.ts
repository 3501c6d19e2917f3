// Clusters without Vitest: for scripts, other runners and tools.
import { join } from 'node:path'
import { acquireCluster as acquire, type AcquiredCluster } from './cluster/acquire-cluster.ts'
import type { ClusterContext } from './cluster/context.ts'
import { createCluster as create } from './cluster/create-cluster.ts'
import { deleteCluster as remove } from './cluster/delete-cluster.ts'
import { exportLogs as collect, type ExportedLogs } from './cluster/export-logs.ts'
import type { ClusterHandle } from './cluster/handle.ts'
import { listClusters as list, type ClusterSummary } from './cluster/list-clusters.ts'
import { loadIntoCluster, type LoadTarget } from './cluster/load-into-cluster.ts'
import { pauseCluster as pause } from './cluster/pause-cluster.ts'
import { resumeCluster as resume } from './cluster/resume-cluster.ts'
import { startCluster as start } from './cluster/start-cluster.ts'
import { stopCluster as stop } from './cluster/stop-cluster.ts'
import { readEnvironment } from './config/env.ts'
import type { ClusterOptions } from './config/options.ts'

export type { AcquiredCluster, ClusterHandle, ClusterOptions, ClusterSummary, ExportedLogs, LoadTarget }
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

/** Adopts a healthy cluster of the same options (`reuse: 'always'`), takes the one of that name (`'existing'`), or creates one. */
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

/** Loads images of the engine into the nodes of a cluster that do not have them. Throws KIND_IMAGE_MISSING. */
export function loadImages(images: readonly string[], target: LoadTarget, how: ApiOptions = {}): Promise<void> {
  return loadIntoCluster(images, target, toContext(how))
}

/** Writes all that may tell why a cluster is as it is into a folder; without one, a new temporary one. What could not be had is in `problems`. */
export function exportLogs(name: string, directory?: string, how: ApiOptions = {}): Promise<ExportedLogs> {
  return collect(name, directory === undefined ? {} : { directory }, toContext(how))
}

/** Freezes a cluster: it uses no processor and keeps its memory. Gives the names of the containers. */
export function pauseCluster(name: string, how: ApiOptions = {}): Promise<string[]> {
  return pause(name, toContext(how))
}

/** Lets a paused cluster go on and returns when it is usable again. */
export function resumeCluster(name: string, how: ApiOptions = {}): Promise<ClusterHandle> {
  return resume(name, toContext(how))
}

/** Stops a cluster: it uses neither processor nor memory and keeps its disks. Gives the names of the containers. */
export function stopCluster(name: string, how: ApiOptions = {}): Promise<string[]> {
  return stop(name, toContext(how))
}

/** Starts a stopped cluster and returns when it is usable again, perhaps at another port: the handle's kubeconfig is the one to use. */
export function startCluster(name: string, how: ApiOptions = {}): Promise<ClusterHandle> {
  return start(name, toContext(how))
}

function toContext({ onProgress = () => undefined, signal, artifactsDirectory = join(process.cwd(), '.vitest', 'kind') }: ApiOptions): ClusterContext {
  return { environment: readEnvironment(), onProgress, artifactsDirectory, ...(signal && { signal }) }
}
