// One cluster of a run: made, or taken, with all that accompanies it (the reaper's watch, load balancers, its page), and left again as
// its policy and the outcome of the run have it.
import type { AcquiredCluster } from '../../verbs/acquire.ts'
import type { ClusterContext } from '../../verbs/context.ts'
import type { Environment } from '../../config/env.ts'
import type { ClusterRequest } from '../../verbs/request/request.ts'
import { isKindError } from '../../support/errors.ts'
import type { LogGroups } from '../../support/log-groups.ts'
import type { ClusterWatch } from './cluster-watch.ts'
import { createLaterWork, type LaterWork } from './later-work.ts'
import type { LoadBalancers } from './load-balancers.ts'
import { renderProgress, renderRemoved, renderUsable } from './report.ts'
import type { RunEvidence } from './run-evidence.ts'
import type { RunPages } from './run-pages.ts'
import { keepForLook, leaveForNext } from './stay.ts'
import { tellProgress } from './tell-progress.ts'
import { tellStuckNamespaces } from './tell-stuck-namespaces.ts'

export interface HeldCluster {
  readonly keepOnFailure: boolean
  readonly acquired: Promise<AcquiredCluster>
  released?: Promise<void>
}

export interface Companions {
  readonly environment: Environment
  readonly print: (line: string | undefined) => void
  readonly artifactsDirectory: () => Promise<string>
  readonly watch: ClusterWatch
  readonly balancers: LoadBalancers
  readonly evidence: RunEvidence
  readonly pages: RunPages
  readonly groups: LogGroups
  /** Whether anything is to be kept of what explains a failure. */
  readonly keepsEvidence: () => boolean
}

export interface Holder {
  /** Makes or takes it. `beforeTests`: nothing else is printed meanwhile. */
  acquire(request: ClusterRequest, signal: AbortSignal, options?: { readonly beforeTests?: boolean }): Promise<AcquiredCluster>
  /** Once, however many ask for it: the file whose own it is, the end of its process, and the end of the run. */
  release(one: HeldCluster, failed: boolean): Promise<void>
  /** Whether a boot that failed could not be removed: it is the reaper's then. */
  hasLeft(): boolean
}

export function createHolder(companions: Companions): Holder {
  const { environment, print, artifactsDirectory, watch, balancers, evidence, pages, groups, keepsEvidence } = companions
  const laterWork = new Map<string, LaterWork>()
  let isSomethingLeft = false

  async function leaveOrRemove({ acquired, keepOnFailure }: HeldCluster, failed: boolean): Promise<void> {
    // One that never came up was removed by its own making, which also told why.
    const cluster = await acquired.catch(() => undefined)
    if (!cluster) return
    const { handle, keep } = cluster
    await Promise.all([pages.find(handle.name)?.stop(), laterWork.get(handle.name)?.end()])
    await balancers.leave(handle.name)
    await tellStuckNamespaces(handle, print)
    if (failed && keepsEvidence()) await evidence.keep(handle, await artifactsDirectory())
    if (keep) return leaveForNext(handle.name, environment)
    if (failed && keepOnFailure) {
      await watch.release(handle.name)
      return keepForLook(handle, environment, print)
    }
    const { deleteCluster } = await import('../../verbs/delete.ts')
    const startedAt = performance.now()
    const { signal } = new AbortController()
    const context = { environment, artifactsDirectory: await artifactsDirectory(), signal }
    await deleteCluster(handle.name, { ...context, onProgress: (event) => print(renderProgress(event)) })
    print(renderRemoved(handle.name, performance.now() - startedAt))
  }

  return {
    async acquire(request, signal, { beforeTests = false } = {}) {
      const { acquireCluster } = await import('../../verbs/acquire.ts')
      const startedAt = performance.now()
      const tape = pages.begin()
      const work = createLaterWork(print)
      const context: ClusterContext = {
        environment,
        artifactsDirectory: await artifactsDirectory(),
        lifetime: 'with-maker',
        signal,
        onProgress: tellProgress(print, (event) => tape?.noteProgress(event)),
        beforeFirstContainer: watch.add,
        background: work.begin,
      }
      const group = beforeTests ? groups.begin(`Boot of cluster "${request.spec.name}"`) : undefined
      const acquired = await acquireCluster(request, context)
        .catch((error: unknown) => {
          isSomethingLeft ||= isKindError(error) && error.facts.left === true
          throw error
        })
        .finally(() => group?.end())
      laterWork.set(acquired.handle.name, work)
      if (acquired.keep) await watch.release(acquired.handle.name)
      print(renderUsable(acquired.handle, performance.now() - startedAt))
      pages.follow(tape, acquired.handle)
      balancers.serve(acquired.handle)
      return acquired
    },
    release: (one, failed) => (one.released ??= leaveOrRemove(one, failed)),
    hasLeft: () => isSomethingLeft,
  }
}
