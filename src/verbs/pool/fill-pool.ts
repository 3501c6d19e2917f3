// A pool of spare clusters of one request: what is of no use any more goes, what is missing is made, where the host has room for it.
import { examineHost } from '../../cluster/host/examine-host.ts'
import type { Engine } from '../../docker/connect.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import { planCapacity } from '../../plan/host/capacity.ts'
import { findSpares, type FoundSpare, usualTtlMs } from '../../state/pool/find-spares.ts'
import { judgePool, judgeWatch, type PoolVerdict } from '../../state/pool/judge-spares.ts'
import { isKindError } from '../../support/errors.ts'
import { type ClusterContext, openEngine } from '../context.ts'
import type { ClusterRequest } from '../request/request.ts'
import { findPoolKey } from './find-pool-key.ts'
import { makeSpare } from './make-spare.ts'
import { removeSpare } from './remove-spare.ts'

export interface PoolOptions {
  /** How many wait at most. */
  readonly size: number
  /** How long one that is made waits before it is removed, in milliseconds. @default an hour */
  readonly ttlMs?: number
  /**
   * Whether nobody waits for it: whoever else wants the processor goes first, and of those that wait none goes because fewer are enough.
   *
   * @default false
   */
  readonly behind?: boolean
}

// Another maker may have the name one was to have; more often than this, something else has it.
const mostLost = 5

/** Gives the names of those that wait, fewer where the host has no room. Throws what stopped a boot. */
export async function fillPool(request: ClusterRequest, options: PoolOptions, context: ClusterContext): Promise<string[]> {
  const engine = await openEngine(context)
  const key = await findPoolKey(engine, request)
  const say = (cluster: string, text: string): void => context.onProgress({ type: 'notice', cluster, text })
  for (let lost = 0; ;) {
    const { waiting, missing } = await tidy(engine, request, { key, size: options.size, trims: !options.behind, say })
    const full = missing === 0 ? undefined : await findFullness(engine, request, context)
    if (full !== undefined) say('', `no spare cluster is made: ${full}`)
    if (missing === 0 || full !== undefined) return waiting.map(({ name }) => name)
    try {
      await makeSpare(engine, request, { key, ttlMs: options.ttlMs ?? usualTtlMs, behind: options.behind ?? false }, context)
    } catch (error) {
      if (!isKindError(error) || error.code !== 'KIND_CLUSTER_EXISTS' || (lost += 1) === mostLost) throw error
    }
  }
}

/**
 * Removes what is of no use any more, and makes nothing. Gives how many milliseconds until the next one has waited long enough; undefined where
 * none is left for this process to look after.
 */
export async function tendPool(request: ClusterRequest, context: ClusterContext): Promise<number | undefined> {
  const engine = await openEngine(context)
  const say = (cluster: string, text: string): void => context.onProgress({ type: 'notice', cluster, text })
  const { waiting, nowMs } = await tidy(engine, request, { key: await findPoolKey(engine, request), size: 0, trims: false, say })
  return judgeWatch(waiting, nowMs)
}

interface Tidying {
  readonly key: string
  readonly size: number
  readonly trims: boolean
  readonly say: (cluster: string, text: string) => void
}

async function tidy(
  engine: Engine,
  { spec }: ClusterRequest,
  { key, size, trims, say }: Tidying,
): Promise<PoolVerdict & { readonly nowMs: number }> {
  const spares: readonly FoundSpare[] = await findSpares(engine, key)
  const nowMs = await readEngineTime(engine)
  const verdict = judgePool(
    spares.map(({ facts }) => facts),
    { size, trims, nodes: spec.nodes.length },
    nowMs,
  )
  for (const { spare, why } of verdict.remove) {
    say(spare.name, `spare cluster ${spare.name} is removed: ${why}`)
    await removeSpare(spares.find(({ facts }) => facts === spare)!.cluster)
  }
  return { ...verdict, nowMs }
}

/** Room for another of its kind stays: a spare is not to be in the way of a cluster that somebody waits for. */
async function findFullness(engine: Engine, { spec }: ClusterRequest, { environment }: ClusterContext): Promise<string | undefined> {
  const { nodes, text } = planCapacity(await examineHost(engine, { network: environment.network, depth: 'all' }))
  return nodes === null || nodes >= spec.nodes.length * 2 ? undefined : text
}
