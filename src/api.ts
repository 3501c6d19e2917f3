// Clusters without Vitest: for scripts, other runners and tools. What a call needs is loaded when it is called: taking a cluster that is there
// takes half a second, and would take twice that if what boots one had to be loaded first.
import type { AcquiredCluster } from './verbs/acquire.ts'
import type { ClusterContext } from './verbs/context.ts'
import type { HostCapacity, HostFinding, HostReport } from './verbs/doctor.ts'
import type { ExplainedCluster, Explanation } from './verbs/explain.ts'
import type { ExportedLogs } from './verbs/logs.ts'
import type { ClusterHandle } from './cluster/handle.ts'
import type { ClusterSummary } from './verbs/list.ts'
import type { LoadTarget } from './verbs/load.ts'
import type { Leftover, PruneOptions } from './verbs/prune.ts'
import type { ResetResult } from './verbs/reset.ts'
import type { ClusterRequest } from './verbs/request/request.ts'
import { readEnvironment } from './config/env.ts'
import type { ClusterOptions } from './config/options.ts'

export type {
  AcquiredCluster,
  ClusterHandle,
  ClusterSummary,
  ExplainedCluster,
  Explanation,
  ExportedLogs,
  HostCapacity,
  HostFinding,
  HostReport,
  Leftover,
  LoadTarget,
  PruneOptions,
  ResetResult,
}
export type { ClusterToPrepare, PrepareCluster } from './boot/prepare-step.ts'
export type { ActionTiming, NodeHandle } from './cluster/handle.ts'
export type * from './config/options.ts'
export type { Owner } from './plan/labels.ts'
export type { ContainerFacts } from './verbs/list.ts'
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
   * @default '.vitest/kind' below the working directory; a folder of this user below the temporary one where that cannot be written to
   */
  readonly artifactsDirectory?: string
}

/** Creates a cluster and returns when it is usable; nothing removes it but {@link deleteCluster}. Throws KIND_CLUSTER_EXISTS for a taken name. */
export async function createCluster(options: ClusterOptions = {}, how: ApiOptions = {}): Promise<ClusterHandle> {
  const [{ createCluster: create }, request] = await Promise.all([import('./verbs/create.ts'), resolve(options)])
  return create(request, await toContext(how))
}

/** Adopts a healthy cluster of the same options (`reuse: 'always'`), takes the one of that name (`'existing'`), or creates one. */
export async function acquireCluster(options: ClusterOptions = {}, how: ApiOptions = {}): Promise<AcquiredCluster> {
  const [{ acquireCluster: acquire }, request] = await Promise.all([import('./verbs/acquire.ts'), resolve(options)])
  return acquire(request, await toContext(how))
}

/** Removes a cluster by name; one that does not exist is removed already. */
export async function deleteCluster(name: string, how: ApiOptions = {}): Promise<{ readonly removed: readonly string[] }> {
  return (await import('./verbs/delete.ts')).deleteCluster(name, await toReader(how))
}

/** All clusters on the engine, those of the kind CLI among them. */
export async function listClusters(how: ApiOptions = {}): Promise<ClusterSummary[]> {
  return (await import('./verbs/list.ts')).listClusters(await toReader(how))
}

/** Loads images of the engine into the nodes of a cluster that do not have them. Throws KIND_IMAGE_MISSING. */
export async function loadImages(images: readonly string[], target: LoadTarget, how: ApiOptions = {}): Promise<void> {
  return (await import('./verbs/load.ts')).loadIntoCluster(images, target, await toReader(how))
}

/** Writes all that may tell why a cluster is as it is into a folder; without one, a new temporary one. What could not be had is in `problems`. */
export async function exportLogs(name: string, directory?: string, how: ApiOptions = {}): Promise<ExportedLogs> {
  const { exportLogs: collect } = await import('./verbs/logs.ts')
  return collect(name, directory === undefined ? {} : { directory }, await toReader(how))
}

/**
 * Says what is not well in a cluster and why: of one on the engine by its name, or of any by its kubeconfig. Changes nothing; an API server
 * that does not answer is one of the findings.
 */
export async function explain(cluster: ExplainedCluster, how: ApiOptions = {}): Promise<Explanation> {
  return (await import('./verbs/explain.ts')).explain(cluster, await toReader(how))
}

/** Freezes a cluster: it uses no processor and keeps its memory. Gives the names of the containers. */
export async function pauseCluster(name: string, how: ApiOptions = {}): Promise<string[]> {
  return (await import('./verbs/rest.ts')).pauseCluster(name, await toReader(how))
}

/** Lets a paused cluster go on and returns when it is usable again. */
export async function resumeCluster(name: string, how: ApiOptions = {}): Promise<ClusterHandle> {
  return (await import('./verbs/rest.ts')).resumeCluster(name, await toContext(how))
}

/** Stops a cluster: it uses neither processor nor memory and keeps its disks. Gives the names of the containers. */
export async function stopCluster(name: string, how: ApiOptions = {}): Promise<string[]> {
  return (await import('./verbs/rest.ts')).stopCluster(name, await toReader(how))
}

/** Starts a stopped cluster and returns when it is usable again, perhaps at another port: the handle's kubeconfig is the one to use. */
export async function startCluster(name: string, how: ApiOptions = {}): Promise<ClusterHandle> {
  return (await import('./verbs/rest.ts')).startCluster(name, await toContext(how))
}

/**
 * Makes a used cluster what it was when it became usable: objects that came since go, others are put back, and the data of volumes goes; images
 * stay. Proven by an inventory of all it holds. Throws KIND_NOT_POSSIBLE for one that was made without `pristine: true`, KIND_RESET_REFUSED
 * while others use it, KIND_RESET_FAILED naming what still differs.
 */
export async function resetCluster(name: string, how: ApiOptions = {}): Promise<ResetResult> {
  return (await import('./verbs/reset.ts')).resetCluster(name, await toReader(how))
}

/**
 * Removes what dead runs have left, and tells what that was: clusters whose maker is gone for certain and that were not to stay, what
 * builds of images have left, and the files of clusters that are gone. Never what is the kind program's, kept or in use. Throws
 * KIND_REMOVE_FAILED naming what stays; the rest is removed.
 */
export async function prune(options: PruneOptions = {}, how: ApiOptions = {}): Promise<Leftover[]> {
  return (await import('./verbs/prune.ts')).pruneLeftovers(options, await toReader(how))
}

/**
 * Looks at the engine, its host and what dead runs have left, and says of everything whether it is well, else what mends it, and how
 * many nodes fit there. Leaves nothing behind; an engine that does not answer is one of the findings.
 */
export async function doctor(how: ApiOptions = {}): Promise<HostReport> {
  return (await import('./verbs/doctor.ts')).doctor({ ...(await toReader(how)), directory: process.cwd() })
}

function toContext(how: ApiOptions): Promise<ClusterContext> {
  return makeContext(how, async (root) => (await (await import('./verbs/artifacts-directory.ts')).chooseArtifactsDirectory(root)).path)
}

/** For what writes no file of a cluster: it needs no place where one could be. */
function toReader(how: ApiOptions): Promise<ClusterContext> {
  return makeContext(how, async (root) => (await import('./verbs/artifacts-directory.ts')).findArtifactsDirectory(root))
}

async function makeContext(
  { onProgress = () => undefined, signal, artifactsDirectory }: ApiOptions,
  usualDirectory: (root: string) => Promise<string>,
): Promise<ClusterContext> {
  return {
    environment: readEnvironment(),
    onProgress,
    artifactsDirectory: artifactsDirectory ?? (await usualDirectory(process.cwd())),
    signal: signal ?? new AbortController().signal,
  }
}

async function resolve(options: ClusterOptions): Promise<ClusterRequest> {
  const { resolveRequest } = await import('./verbs/request/request.ts')
  return resolveRequest(options, { source: 'the options given', directory: process.cwd() })
}
