// What every verb needs beside its own arguments.
import { parseClusterName } from '../config/cluster-name.ts'
import type { Environment } from '../config/env.ts'
import { connectEngine, type Engine } from '../docker/connect.ts'
import type { OnProgress } from '../support/progress.ts'
import { type Cluster, requireCluster } from '../cluster/cluster.ts'

/** By what everything of a cluster is found again. */
export interface ClusterTraces {
  readonly cluster: string
  /** Value of the owner label: keeps a later cluster of the same name safe. */
  readonly owner: string
  /** Its files on the host. */
  readonly directory: string
}

export interface ClusterContext {
  readonly environment: Environment
  /** Where kubeconfigs (0600) and evidence go, a directory a cluster: `<project>/.vitest/kind`. */
  readonly artifactsDirectory: string
  readonly onProgress: OnProgress
  /** Ends the work early. */
  readonly signal: AbortSignal
  /** Whether a cluster that is made goes with the process that makes it, or stays until somebody deletes it. @default 'stays' */
  readonly lifetime?: 'with-maker' | 'stays'
  /** Key of the pool that it is made for. */
  readonly pool?: string
  /** Told before anything of a cluster exists, by what it will be found: the moment to start a reaper. */
  readonly beforeFirstContainer?: (traces: ClusterTraces) => Promise<void>
  /** Takes work that the cluster need not wait for, and may end it early. @default it is waited for */
  readonly background?: (work: (signal: AbortSignal) => Promise<void>) => void
}

/** The engine as this call may use it: until the caller wants no more of it. */
export function openEngine({ environment, signal }: Pick<ClusterContext, 'environment' | 'signal'>): Promise<Engine> {
  return connectEngine(environment.engine, signal)
}

/**
 * The way from a text to a cluster. Throws KIND_CONFIG_INVALID, before anything is asked, for what is no name, and
 * KIND_CLUSTER_UNKNOWN when there is no such cluster.
 */
export async function openCluster(name: string, context: Pick<ClusterContext, 'environment' | 'signal'>): Promise<Cluster> {
  const checked = parseClusterName(name)
  return requireCluster(await openEngine(context), checked)
}
