// A spec → the cluster on the engine that has it, healthy, or undefined when there is none to adopt (any more).
import { specDiff, specHash, type ClusterPolicy, type ClusterSpec } from '../config/spec.ts'
import type { Engine } from '../docker/connect.ts'
import { connectKube } from '../kube/connection.ts'
import { awaitApi, awaitNodesReady } from '../kube/readiness.ts'
import { findClusters, findMembers, findNodes, type FoundCluster } from '../nodes/find-nodes.ts'
import { loadImages } from '../nodes/load-images.ts'
import { readNodeState } from '../nodes/node-state.ts'
import { removeByLabel } from '../nodes/remove-by-label.ts'
import { kindLabels, ownLabels, readOwner } from '../plan/labels.ts'
import { needsLoadBalancer } from '../plan/load-balancer.ts'
import { startDeadline, type Deadline } from '../support/deadline.ts'
import { ConfigError, describeError } from '../support/errors.ts'
import { poll } from '../support/poll.ts'
import type { OnProgress } from '../support/progress.ts'
import type { ClusterHandle } from './handle.ts'
import { isOwnerDead } from './owner.ts'
import { readHandle } from './read-handle.ts'

export const describeReuse = {
  lostRace: 'another process is making this cluster; waiting for it',
} as const

export interface AdoptRequest {
  readonly engine: Engine
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
  readonly directory: string
  readonly deadline: Deadline
  readonly onProgress: OnProgress
}

// An existing cluster answers in well under a second; one that needs longer than this is rebuilt.
const healthBudgetMs = 15_000

export async function adoptCluster(request: AdoptRequest): Promise<ClusterHandle | undefined> {
  const { engine, spec, directory, onProgress } = request
  const startedAt = performance.now()
  const found = await findCluster(engine, spec.name)
  if (!found) return undefined
  refuseOther(found, spec)
  const state = await awaitEndOfBoot(request, found)
  if (state === 'gone') return undefined

  const handle = await readHealthyHandle(request).catch((error: unknown) => error)
  if (handle instanceof Error) {
    onProgress({ type: 'notice', cluster: spec.name, text: `not reused: ${describeError(handle)}; it is removed and made anew` })
    await removeByLabel(engine, { cluster: spec.name })
    return undefined
  }
  const elapsedMs = performance.now() - startedAt
  onProgress({ type: 'finished', cluster: spec.name, action: 'adopt-cluster', elapsedMs })
  return readHandle(engine, spec.name, { directory, adopted: true, timings: [{ action: 'adopt-cluster', elapsedMs }] })
}

async function findCluster(engine: Engine, name: string): Promise<FoundCluster | undefined> {
  const [found] = await findClusters(engine, { [kindLabels.cluster]: name })
  return found
}

function refuseOther(found: FoundCluster, spec: ClusterSpec): void {
  const { labels } = found.containers[0]!
  if (labels[ownLabels.specHash] === specHash(spec)) return
  const theirs = labels[ownLabels.spec]
  throw new ConfigError('KIND_CLUSTER_DIFFERS', {
    what: `cluster "${spec.name}" exists, but is not the one asked for`,
    seen: theirs === undefined ? ['it was not made by vitest-kind: it bears no spec'] : specDiff(JSON.parse(theirs), spec),
    do: `npx vitest-kind delete cluster --name ${spec.name}; or choose another name; or reuse: 'existing' to take it as it is`,
  })
}

/** Waits while the maker is at it. 'gone': it was removed meanwhile, or was an orphan and is removed now. */
async function awaitEndOfBoot(request: AdoptRequest, found: FoundCluster): Promise<'usable' | 'gone'> {
  const { engine, spec, deadline, onProgress } = request
  const owner = readOwner(found.containers[0]!.labels[ownLabels.owner])
  let told = false
  return poll<'usable' | 'gone'>(
    async (see) => {
      const nodes = await findNodes(engine, spec.name)
      if (nodes.length === 0) return 'gone'
      const { usableAtMs } = await readNodeState(nodes[0]!)
      if (usableAtMs !== undefined) return 'usable'
      if (owner && isOwnerDead(owner)) {
        await removeByLabel(engine, { cluster: spec.name })
        return 'gone'
      }
      if (!told) onProgress({ type: 'notice', cluster: spec.name, text: describeReuse.lostRace })
      told = true
      see(`made by pid ${owner?.pid} on ${owner?.host}, not yet usable`)
      return undefined
    },
    { deadline, awaited: `cluster "${spec.name}", which another process is making,`, everyMs: 200 },
  )
}

async function readHealthyHandle({ engine, spec, policy, deadline, directory }: AdoptRequest): Promise<true> {
  const { nodes, loadBalancer } = await findMembers(engine, spec.name)
  const stopped = [...nodes, ...(loadBalancer ? [loadBalancer] : [])].filter((one) => !one.running).map((one) => one.name)
  if (needsLoadBalancer(spec) && !loadBalancer) throw new Error('its load balancer is gone')
  if (stopped.length > 0 || nodes.length !== spec.nodes.length) throw new Error(stopped.length > 0 ? `${stopped.join(', ')} not running` : `${nodes.length} of ${spec.nodes.length} nodes are left`)
  const { kubeconfig } = await readHandle(engine, spec.name, { directory, adopted: true, timings: [] })
  await using connection = await connectKube(kubeconfig)
  const health = startDeadline('health check of an existing cluster', healthBudgetMs, deadline.signal)
  await awaitApi(connection, health)
  if (!spec.networking.disableDefaultCNI) await awaitNodesReady(connection, nodes.map((node) => node.name), health)
  if (policy.images.length > 0) await loadImages({ engine, nodes, references: policy.images, signal: deadline.signal })
  return true
}
