// A request → a usable cluster, adopted by its labels or newly made. Two processes that want the same one never make two.
import { requireCluster } from '../cluster/cluster.ts'
import { removeByLabel } from '../cluster/remove-by-label.ts'
import type { ClusterHandle } from '../cluster/handle.ts'
import { clusterDirectory } from '../cluster/paths.ts'
import type { Engine } from '../docker/connect.ts'
import { ownLabels } from '../plan/labels.ts'
import { startDeadline } from '../support/deadline.ts'
import { ConfigError, isKindError } from '../support/errors.ts'
import { pause } from '../support/poll.ts'
import { adoptCluster } from './existing/adopt.ts'
import { type ClusterContext, openEngine } from './context.ts'
import { bootNewCluster, createCluster, nameTaken } from './create.ts'
import { undoLeftovers } from './faults/undo-leftovers.ts'
import { type Existing, findExisting } from './existing/find-existing.ts'
import { judgeExisting } from './existing/judge-existing.ts'
import type { ClusterRequest } from './request/request.ts'
import { takeExisting } from './existing/take-existing.ts'
import { takeFromPool } from './pool/take-from-pool.ts'
import { useCluster } from './use-kept.ts'

export interface AcquiredCluster {
  readonly handle: ClusterHandle
  /** Whether it stays when the run ends: it was asked for with `reuse: 'always'` or 'existing'. */
  readonly keep: boolean
}

// Another process changes what is there; it is looked at again this often.
const lookAgainMs = 200

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
    const spare = policy.pool > 0 && !request.named ? await takeFromPool(engine, request, context) : undefined
    return { handle: spare ?? (await createCluster(request, context)), keep: false }
  }

  const directory = clusterDirectory(context.artifactsDirectory, spec.name)
  const deadline = startDeadline('bootTimeout', policy.bootTimeoutMs, context.signal)
  const adoption = { policy, directory, deadline, signal: context.signal, onProgress: context.onProgress }
  if (policy.reuse === 'existing') return { handle: await takeExisting(engine, spec.name, adoption), keep: true }

  const say = sayOnce((text) => context.onProgress({ type: 'notice', cluster: spec.name, text }))
  for (let seen: string[] = []; ; await pause(Math.min(lookAgainMs, deadline.remainingMs()), deadline.signal)) {
    deadline.check(`cluster "${spec.name}"`, seen)
    const existing = await findExisting(engine, spec)
    const verdict = judgeExisting(spec, existing.facts)
    switch (verdict.is) {
      case 'fit':
        return { handle: await adoptCluster(existing.cluster!, { ...adoption, rests: verdict.rests }), keep: true }
      case 'disturbed':
        say('a test that was killed has left something broken; undoing it')
        await undoLeftovers(existing.cluster!, deadline)
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

/** Somebody may have taken it before its maker uses it; who wants to be alone with it waits, then. */
async function makeAndUse(engine: Engine, request: ClusterRequest, context: ClusterContext): Promise<ClusterHandle> {
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
