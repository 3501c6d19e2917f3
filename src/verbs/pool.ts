// A pool of spare clusters of one spec: they wait, frozen, one is taken in place of a boot, and another is made when there is time.
import { describeCluster, type Cluster } from '../cluster/cluster.ts'
import { findClusters } from '../cluster/find.ts'
import { findTakenImage } from '../cluster/find-node-image.ts'
import { type ClusterHandle, readHandle } from '../cluster/handle.ts'
import { examineHost } from '../cluster/host/examine-host.ts'
import { loadSources } from '../cluster/load-sources.ts'
import { clusterDirectory } from '../cluster/paths.ts'
import { removeByLabel } from '../cluster/remove-by-label.ts'
import { startMirrors } from '../cluster/start-mirrors.ts'
import { writeKubeconfig } from '../cluster/write-kubeconfig.ts'
import { parseClusterName } from '../config/cluster-name.ts'
import type { Engine } from '../docker/connect.ts'
import { setCpuShares } from '../docker/containers.ts'
import { readEngineTime } from '../docker/engine-facts.ts'
import { findImage } from '../docker/images/images.ts'
import { readManifests } from '../kube/manifests/read-manifests.ts'
import { planCapacity } from '../plan/host/capacity.ts'
import { ownLabels } from '../plan/labels.ts'
import { findSpares } from '../state/pool/find-spares.ts'
import { chooseNumber, judgePool } from '../state/pool/judge-spares.ts'
import { poolKey, spareName } from '../state/pool/pool-key.ts'
import { restSpare } from '../state/pool/rest-spare.ts'
import { takeSpare } from '../state/pool/take-spare.ts'
import { startDeadline } from '../support/deadline.ts'
import { writeJson } from '../support/kube-json.ts'
import { describeError, isKindError } from '../support/errors.ts'
import { packageVersion } from '../support/package-version.ts'
import { pause } from '../support/poll.ts'
import { type ClusterContext, openEngine } from './context.ts'
import { bootNewCluster } from './create.ts'
import type { ClusterRequest } from './request/request.ts'

export interface PoolOptions {
  /** How many wait at most. */
  readonly size: number
  /** How long one waits before it is removed, in milliseconds. @default an hour */
  readonly ttlMs?: number
}

export const defaultTtlMs = 3_600_000
// The rest of what a start begins: what it leaves undone, the taker waits for.
const settleMs = 5_000
const restWithinMs = 60_000
// Of 1024: what a machine that is busy leaves.
const lowShares = 64
const usualShares = 1_024
// A boot that has so little takes its time.
const patience = 4

/** The cluster of a spare, awake; undefined when none waits. One that does not wake is removed, and told. */
export async function takeFromPool(engine: Engine, request: ClusterRequest, context: ClusterContext): Promise<ClusterHandle | undefined> {
  const startedAt = performance.now()
  const { onProgress, signal, artifactsDirectory, beforeFirstContainer } = context
  const say = (cluster: string, text: string): void => onProgress({ type: 'notice', cluster, text })
  const cluster = await takeSpare(engine, await findKey(engine, request), {
    signal,
    async onTaken({ name, containers }) {
      const owner = containers[0].labels[ownLabels.owner] ?? ''
      await beforeFirstContainer?.({ cluster: name, owner, directory: clusterDirectory(artifactsDirectory, name) })
    },
    async discard(spare, why) {
      say(spare.name, `this spare cluster of the pool does not wake, and is removed: ${describeError(why)}`)
      await removeSpare(engine, spare)
    },
  })
  if (!cluster) return undefined
  const { images } = request.policy
  if (images.length > 0) await loadSources({ engine, nodes: cluster.nodes, images, signal })
  await startMirrors(cluster, signal).catch(() => undefined)
  const directory = clusterDirectory(artifactsDirectory, cluster.name)
  await writeKubeconfig(cluster, directory)
  const timing = { action: 'take-spare', elapsedMs: performance.now() - startedAt }
  onProgress({ type: 'finished', cluster: cluster.name, ...timing })
  return readHandle(cluster, { directory, adopted: false, timings: [timing] })
}

/**
 * Removes what is of no use any more, and makes as many spares as are missing, where the host has room for them; gives the names of those that
 * wait. Throws what stopped a boot.
 */
export async function fillPool(
  request: ClusterRequest,
  { size, ttlMs = defaultTtlMs }: PoolOptions,
  context: ClusterContext,
): Promise<string[]> {
  const engine = await openEngine(context)
  const key = await findKey(engine, request)
  const limits = { size, ttlMs, nodes: request.spec.nodes.length }
  for (;;) {
    const spares = await findSpares(engine, key)
    const verdict = judgePool(
      spares.map(({ facts }) => facts),
      limits,
      await readEngineTime(engine),
    )
    for (const { spare, why } of verdict.remove) {
      context.onProgress({ type: 'notice', cluster: spare.name, text: `this spare cluster is removed: ${why}` })
      await removeSpare(engine, spares.find(({ facts }) => facts === spare)!.cluster)
    }
    if (verdict.missing === 0) return verdict.waiting.map(({ name }) => name)
    const full = await findFullness(engine, request, context)
    if (full !== undefined) {
      context.onProgress({ type: 'notice', cluster: '', text: `no spare cluster is made: ${full}` })
      return verdict.waiting.map(({ name }) => name)
    }
    await makeSpare(engine, key, request, context)
  }
}

/** Whether a spare of this request waits. */
export async function isPoolWaiting(
  request: ClusterRequest,
  { ttlMs = defaultTtlMs }: Partial<PoolOptions>,
  context: ClusterContext,
): Promise<boolean> {
  const engine = await openEngine(context)
  const spares = await findSpares(engine, await findKey(engine, request))
  const limits = { size: spares.length, ttlMs, nodes: request.spec.nodes.length }
  const facts = spares.map((one) => one.facts)
  return judgePool(facts, limits, await readEngineTime(engine)).waiting.length > 0
}

async function makeSpare(engine: Engine, key: string, { spec, policy }: ClusterRequest, context: ClusterContext): Promise<void> {
  const taken = (await findClusters(engine)).map(({ name }) => name)
  const name = parseClusterName(
    spareName(
      key,
      chooseNumber(taken, (number) => spareName(key, number)),
    ),
  )
  const calm = {
    ...policy,
    reuse: 'never',
    pristine: false,
    keepOnFailure: false,
    ttlMs: null,
    bootTimeoutMs: policy.bootTimeoutMs * patience,
  } as const
  const open = async (): Promise<Cluster | undefined> => {
    const [found] = await findClusters(engine, { [ownLabels.pool]: key }).then((all) => all.filter((one) => one.name === name))
    return found && describeCluster(engine, name, found)
  }
  try {
    await bootNewCluster(
      engine,
      { spec: { ...spec, name }, policy: calm, named: true },
      {
        ...context,
        pool: key,
        onProgress(event) {
          context.onProgress(event)
          // Behind whoever else wants the processor.
          if (event.type === 'finished' && event.action === 'create-nodes')
            void open().then(
              (cluster) => cluster && share(cluster, lowShares),
              () => undefined,
            )
        },
      },
    )
  } catch (error) {
    // Another maker has the number: the next look counts its spare.
    if (isKindError(error) && error.code === 'KIND_CLUSTER_EXISTS') return
    throw error
  }
  const cluster = await open()
  if (!cluster) return
  try {
    await pause(settleMs, context.signal)
    await share(cluster, usualShares)
    await restSpare(cluster, startDeadline('rest of a spare', restWithinMs, context.signal))
  } catch (error) {
    await removeSpare(engine, cluster)
    throw error
  }
}

async function share({ engine, containers }: Cluster, shares: number): Promise<void> {
  await Promise.all(containers.map(({ id }) => setCpuShares(engine, id, shares)))
}

/** With its own owner only: another may have its name by now. */
async function removeSpare(engine: Engine, { name, containers: [{ labels }] }: Cluster): Promise<void> {
  const owner = labels[ownLabels.owner]
  await removeByLabel(engine, { cluster: name, ...(owner !== undefined && { owner }) })
}

/** Room for another of its kind stays: a spare is not to be in the way of a cluster that somebody waits for. */
async function findFullness(engine: Engine, { spec }: ClusterRequest, { environment }: ClusterContext): Promise<string | undefined> {
  const host = await examineHost(engine, { network: environment.network, depth: 'all' })
  const { nodes, text } = planCapacity(host)
  return nodes === null || nodes >= spec.nodes.length * 2 ? undefined : text
}

async function findKey(engine: Engine, { spec, policy }: ClusterRequest): Promise<string> {
  const references = new Set(spec.nodes.map(({ image }) => image))
  const imageIds = await Promise.all(
    [...references].map(async (reference) => {
      const name = reference ?? (await findTakenImage(engine, spec.version))?.reference
      return (name !== undefined && (await findImage(engine, name))?.id) || 'not here'
    }),
  )
  const read = await Promise.all(policy.manifests.map((path) => readManifests(path, process.cwd())))
  const manifests = read.map((one) => writeJson(one.manifests))
  return poolKey({ spec, policy, imageIds, manifests, packageVersion })
}
