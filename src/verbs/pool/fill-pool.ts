// A pool of spare clusters of one request: what is of no use any more goes, what is missing is made, where the host has room for it.
import { examineHost } from '../../cluster/host/examine-host.ts'
import type { Engine } from '../../docker/connect.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import { planCapacity } from '../../plan/host/capacity.ts'
import { findSpares, type FoundSpare } from '../../state/pool/find-spares.ts'
import { judgePool, type PoolVerdict } from '../../state/pool/judge-spares.ts'
import { isKindError } from '../../support/errors.ts'
import { type ClusterContext, openEngine } from '../context.ts'
import type { ClusterRequest } from '../request/request.ts'
import { findPoolKey } from './find-pool-key.ts'
import { makeSpare } from './make-spare.ts'
import { removeSpare } from './remove-spare.ts'

export interface PoolOptions {
  /** How many wait at most. */
  readonly size: number
  /** How long one waits before it is removed, in milliseconds. @default an hour */
  readonly ttlMs?: number
  /** Whether whoever else wants the processor goes first. @default false: somebody waits for it */
  readonly behind?: boolean
}

const hourMs = 3_600_000
// Another maker may have the name one was to have; more often than this, something else has it.
const mostLost = 5

/** Gives the names of those that wait, fewer where the host has no room. Throws what stopped a boot. */
export async function fillPool(request: ClusterRequest, options: PoolOptions, context: ClusterContext): Promise<string[]> {
  const engine = await openEngine(context)
  const key = await findPoolKey(engine, request)
  const say = (cluster: string, text: string): void => context.onProgress({ type: 'notice', cluster, text })
  for (let lost = 0; ;) {
    const { waiting, remove, missing, spares } = await lookAt(engine, key, request, options)
    for (const { spare, why } of remove) {
      say(spare.name, `spare cluster ${spare.name} is removed: ${why}`)
      await removeSpare(spares.find(({ facts }) => facts === spare)!.cluster)
    }
    const full = missing === 0 ? undefined : await findFullness(engine, request, context)
    if (full !== undefined) say('', `no spare cluster is made: ${full}`)
    if (missing === 0 || full !== undefined) return waiting.map(({ name }) => name)
    try {
      await makeSpare(engine, request, { key, ttlMs: options.ttlMs ?? hourMs, behind: options.behind ?? false }, context)
    } catch (error) {
      if (!isKindError(error) || error.code !== 'KIND_CLUSTER_EXISTS' || (lost += 1) === mostLost) throw error
    }
  }
}

/** Whether a spare of this request waits, and may go on waiting. */
export async function isPoolWaiting(request: ClusterRequest, options: PoolOptions, context: ClusterContext): Promise<boolean> {
  const engine = await openEngine(context)
  return (await lookAt(engine, await findPoolKey(engine, request), request, options)).waiting.length > 0
}

async function lookAt(
  engine: Engine,
  key: string,
  { spec }: ClusterRequest,
  { size, ttlMs = hourMs }: PoolOptions,
): Promise<PoolVerdict & { readonly spares: readonly FoundSpare[] }> {
  const spares = await findSpares(engine, key)
  const facts = spares.map((spare) => spare.facts)
  return { ...judgePool(facts, { size, ttlMs, nodes: spec.nodes.length }, await readEngineTime(engine)), spares }
}

/** Room for another of its kind stays: a spare is not to be in the way of a cluster that somebody waits for. */
async function findFullness(engine: Engine, { spec }: ClusterRequest, { environment }: ClusterContext): Promise<string | undefined> {
  const { nodes, text } = planCapacity(await examineHost(engine, { network: environment.network, depth: 'all' }))
  return nodes === null || nodes >= spec.nodes.length * 2 ? undefined : text
}
