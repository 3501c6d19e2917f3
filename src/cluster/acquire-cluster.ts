// Options → a usable cluster, adopted by its labels or newly made. Two processes that want the same one never make two.
import { resolveOptions } from '../config/resolve.ts'
import type { ClusterOptions } from '../config/options.ts'
import { connectEngine } from '../docker/connect.ts'
import { clusterDirectory } from '../boot/paths.ts'
import { startDeadline } from '../support/deadline.ts'
import { isKindError } from '../support/errors.ts'
import { adoptCluster, describeReuse } from './adopt-cluster.ts'
import type { ClusterContext } from './context.ts'
import { bootNewCluster, createCluster } from './create-cluster.ts'
import type { ClusterHandle } from './handle.ts'
import { takeExisting } from './take-existing.ts'
import { loadOptions } from './load-options.ts'

export interface AcquiredCluster {
  readonly handle: ClusterHandle
  /** Whether it stays when the run ends: it was asked for with `reuse: 'always'` or 'existing'. */
  readonly keep: boolean
}

/**
 * With `reuse: 'never'` the same as createCluster. With 'always', adopts the healthy cluster of the same spec, waits for one
 * that another process is booting, or boots it. Throws KIND_CLUSTER_DIFFERS, with the difference, when the name belongs to
 * another spec. With 'existing', takes the cluster of that name as it is, and throws KIND_CLUSTER_UNKNOWN when there is none.
 */
export async function acquireCluster(options: ClusterOptions, context: ClusterContext): Promise<AcquiredCluster> {
  const source = context.source ?? 'the options given'
  const { spec, policy } = resolveOptions(await loadOptions(options, source), source)
  if (policy.reuse === 'never') return { handle: await createCluster(options, context), keep: false }

  const engine = await connectEngine(context.environment.engine)
  const directory = clusterDirectory(context.artifactsDirectory, spec.name)
  const deadline = startDeadline('bootTimeout', policy.bootTimeoutMs, context.signal)
  const request = { engine, spec, policy, directory, deadline, onProgress: context.onProgress }
  if (policy.reuse === 'existing') return { handle: await takeExisting(request), keep: true }
  for (;;) {
    const handle = await adoptCluster(request)
    if (handle) return { handle, keep: true }
    try {
      return { handle: await bootNewCluster(engine, spec, policy, context), keep: true }
    } catch (error) {
      // Somebody was faster with the first container's name: theirs is the one to adopt.
      if (!isKindError(error) || error.code !== 'KIND_CLUSTER_EXISTS') throw error
      context.onProgress({ type: 'notice', cluster: spec.name, text: describeReuse.lostRace })
    }
  }
}
