// A request → a usable cluster, adopted by its labels or newly made. Two processes that want the same one never make two. What boots one is
// loaded when one is to be booted: an adoption is over by then.
import { requireCluster } from '../cluster/cluster.ts'
import { removeByLabel } from '../cluster/remove-by-label.ts'
import type { ClusterHandle } from '../cluster/handle.ts'
import { clusterDirectory } from '../cluster/paths.ts'
import type { Engine } from '../docker/connect.ts'
import { ownLabels } from '../plan/labels.ts'
import { startDeadline } from '../support/deadline.ts'
import { ConfigError, isKindError } from '../support/errors.ts'
import { lookAgainAfterMs } from '../support/look-again.ts'
import { pause } from '../support/poll.ts'
import { adoptCluster } from './existing/adopt.ts'
import { type ClusterContext, openEngine } from './context.ts'
import { nameTaken } from './name-taken.ts'
import { type Existing, findExisting } from './existing/find-existing.ts'
import { judgeExisting } from './existing/judge-existing.ts'
import type { ClusterRequest } from './request/request.ts'
import { useCluster } from './use-kept.ts'

export interface AcquiredCluster {
  readonly handle: ClusterHandle
  /** Whether it stays when the run ends: it was asked for with `reuse: 'always'` or 'existing'. */
  readonly keep: boolean
}

/**
 * With `reuse: 'never'` the same as createCluster. With 'always', adopts the cluster of the same spec, wakes one that rests, waits for
 * one that another process is booting, removes one that its maker left half-made or that has lost a node, or boots it. Throws
 * KIND_CLUSTER_DIFFERS, with the difference, when the name belongs to another spec, KIND_CLUSTER_EXISTS when something else has the
 * name of a node, KIND_TIMED_OUT when its time (`bootTimeout`) is up. With 'existing', takes the cluster of that name as it is, and
 * throws KIND_CLUSTER_UNKNOWN when there is none.
 */
export async function acquireCluster(request: ClusterRequest, context: ClusterContext): Promise<AcquiredCluster> {
  const { spec, policy } = request
  const engine = await openEngine(context)
  if (policy.reuse === 'never') {
    const spare = policy.pool > 0 && !request.named ? await takeSpare(engine, request, context) : undefined
    return { handle: spare ?? (await (await import('./create.ts')).createCluster(request, context)), keep: false }
  }

  const directory = clusterDirectory(context.artifactsDirectory, spec.name)
  const deadline = startDeadline('bootTimeout', policy.bootTimeoutMs, context.signal)
  const adoption = { policy, directory, deadline, signal: context.signal, onProgress: context.onProgress }
  if (policy.reuse === 'existing') {
    const { takeExisting } = await import('./existing/take-existing.ts')
    return { handle: await takeExisting(engine, spec.name, adoption), keep: true }
  }

  const say = sayOnce((text) => context.onProgress({ type: 'notice', cluster: spec.name, text }))
  let seen: string[] = []
  for (let look = 0; ; look += 1) {
    if (look > 0) await pause(Math.min(lookAgainAfterMs(look), deadline.remainingMs()), deadline.signal)
    deadline.check(`cluster "${spec.name}"`, seen)
    // Later looks wait for somebody else.
    const existing = await findExisting(engine, spec, { toTake: look === 0 })
    const verdict = judgeExisting(spec, existing.facts)
    switch (verdict.is) {
      case 'fit':
        return { handle: await adoptCluster(existing.cluster!, { ...adoption, rests: verdict.rests }), keep: true }
      case 'disturbed':
        say('a test that was killed has left something broken; undoing it')
        await (await import('./faults/undo-leftovers.ts')).undoLeftovers(existing.cluster!, deadline)
        break
      case 'absent':
        try {
          return { handle: await makeAndUse(engine, request, context), keep: true }
        } catch (error) {
          // Somebody was faster with a container's name: the next look tells whose it is.
          if (!isKindError(error) || error.code !== 'KIND_CLUSTER_EXISTS') throw error
          seen = [error.facts.what]
          break
        }
      case 'booting':
        say(`waiting for another process: ${verdict.why}`)
        seen = [verdict.why]
        break
      case 'orphan':
      case 'sick':
        say(`not reused: ${verdict.why}; it is removed and made anew`)
        await remove(existing, directory)
        break
      case 'name-taken':
        throw nameTaken(spec.name, verdict.by)
      case 'differs':
        throw clusterDiffers(spec.name, verdict.why)
    }
  }
}

async function takeSpare(engine: Engine, request: ClusterRequest, context: ClusterContext): Promise<ClusterHandle | undefined> {
  return (await import('./pool/take-from-pool.ts')).takeFromPool(engine, request, context)
}

/** Somebody may have taken it before its maker uses it; who wants to be alone with it waits, then. */
async function makeAndUse(engine: Engine, request: ClusterRequest, context: ClusterContext): Promise<ClusterHandle> {
  const { bootNewCluster } = await import('./create.ts')
  const handle = await bootNewCluster(engine, request, context)
  const { name } = request.spec
  const deadline = startDeadline('bootTimeout', request.policy.bootTimeoutMs, context.signal)
  const say = (text: string): void => context.onProgress({ type: 'notice', cluster: name, text })
  await useCluster(await requireCluster(engine, name), { alone: request.policy.pristine, deadline, say })
  return handle
}

/** With its own owner only: one that somebody makes meanwhile is another cluster. */
async function remove({ cluster }: Existing, directory: string): Promise<void> {
  const { engine, name, containers } = cluster!
  const owner = containers[0].labels[ownLabels.owner]
  await removeByLabel(engine, { cluster: name, directory, ...(owner !== undefined && { owner }) })
}

function clusterDiffers(name: string, why: readonly string[]): ConfigError {
  return new ConfigError('KIND_CLUSTER_DIFFERS', {
    what: `cluster "${name}" exists, but is not the one asked for`,
    seen: why,
    do: `npx vitest-kind delete cluster --name ${name}; or choose another name; or reuse: 'existing' to take it as it is`,
  })
}

function sayOnce(say: (text: string) => void): (text: string) => void {
  const said = new Set<string>()
  return (text) => {
    if (!said.has(text)) say(text)
    said.add(text)
  }
}
