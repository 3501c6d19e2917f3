// The engine's labels → the clusters that dead runs have left.
import { describeCluster } from '../../cluster/cluster.ts'
import { groupByCluster, isNode } from '../../cluster/find.ts'
import { isInUse, readLastUse } from '../../cluster/cluster-users.ts'
import type { Node } from '../../cluster/node.ts'
import { readNodeState } from '../../cluster/node-state.ts'
import { isOwnerGone } from '../../cluster/owner.ts'
import { clusterDirectory } from '../../cluster/paths.ts'
import { removeByLabel } from '../../cluster/remove-by-label.ts'
import { type ClusterName, isClusterName } from '../../config/cluster-name.ts'
import type { Engine } from '../../docker/connect.ts'
import { readEngineTime } from '../../docker/engine-facts.ts'
import { type ContainerSummary, listContainers } from '../../docker/containers.ts'
import { kindLabels, ownLabels, readOwner } from '../../plan/labels.ts'
import { describeError } from '../../support/errors.ts'
import { isNonEmpty, type NonEmpty } from '../../support/non-empty.ts'
import { areFilesOf } from './find-file-leftovers.ts'
import { judgeCluster, type ClusterFacts, type ClusterUse } from './judge-leftovers.ts'
import type { RemovableLeftover } from './leftover.ts'

export interface ClusterLeftoverSearch {
  readonly engine: Engine
  /** Where the files of clusters lie. */
  readonly artifactsDirectory: string
  /** What was made at this moment or later stays. */
  readonly beforeMs: number
  readonly onNotice: (text: string) => void
}

/** Containers of one name and one maker: those of a newer cluster of that name are apart. */
interface Remains {
  readonly name: ClusterName
  readonly owner: string
  readonly containers: NonEmpty<ContainerSummary>
}

export async function findClusterLeftovers(search: ClusterLeftoverSearch): Promise<RemovableLeftover[]> {
  const all = await listRemains(search.engine, {})
  const judged = await Promise.all(all.map(async (remains) => ({ remains, verdict: await judge(search, remains) })))
  return judged.flatMap(({ remains, verdict }) => (verdict?.goes ? [describeLeftover(search, remains, verdict.why)] : []))
}

function describeLeftover(search: ClusterLeftoverSearch, remains: Remains, why: string): RemovableLeftover {
  const { engine, artifactsDirectory, onNotice } = search
  const { name, owner, containers } = remains
  const nodes = containers.filter(isNode).length
  return {
    kind: 'cluster',
    name,
    why: `${why}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`,
    createdAtMs: youngest(containers),
    async remove() {
      const [now] = await listRemains(engine, { [kindLabels.cluster]: name, [ownLabels.owner]: owner })
      if (!now || !(await judge(search, now))?.goes) return false
      const directory = clusterDirectory(artifactsDirectory, name)
      // Files of that name may be those of another engine's cluster.
      const own = await areFilesOf(directory, name, containers)
      await removeByLabel(engine, { cluster: name, owner, ...(own && { directory }) }, { onNotice })
      return true
    },
  }
}

async function listRemains(engine: Engine, labels: Readonly<Record<string, string>>): Promise<Remains[]> {
  const found = groupByCluster(await listContainers(engine, { [kindLabels.cluster]: undefined, ...labels }))
  return found.flatMap(({ name, containers }) =>
    [...Map.groupBy(containers, (one) => one.labels[ownLabels.owner])].flatMap(([owner, members]) =>
      owner !== undefined && isClusterName(name) && isNonEmpty(members) ? [{ name, owner, containers: members }] : [],
    ),
  )
}

/** Undefined where it cannot be known: then it stays. Nodes are asked only when it depends on them. */
async function judge({ engine, beforeMs, onNotice }: ClusterLeftoverSearch, { name, owner: label, containers }: Remains) {
  const owner = readOwner(label)
  const facts: ClusterFacts = {
    owner,
    ownerGone: owner !== undefined && isOwnerGone(owner),
    wasUsable: false,
    kept: false,
    createdAtMs: youngest(containers),
  }
  const { [ownLabels.ttl]: ttl, [ownLabels.pool]: pool } = containers[0].labels
  const ttlMs = Number(ttl)
  // Its time is that of waiting: whoever has taken one may use it for longer.
  const isSpare = pool !== undefined
  const verdict = judgeCluster({ ...facts, owner: owner && { ...owner, stays: false } }, beforeMs)
  if (!verdict.goes && !(ttlMs > 0)) return verdict
  try {
    const { nodes } = describeCluster(engine, name, { containers })
    const states = await Promise.all(nodes.map(async (node) => ({ role: node.role, state: await readNodeState(node) })))
    const first = states.find(({ role }) => role === 'control-plane')
    const wasUsable = states.some(({ state }) => state.usableAtMs !== undefined) || (first ? false : undefined)
    const kept = states.some(({ state }) => state.keptAtMs !== undefined)
    const use =
      ttlMs > 0 && nodes[0] ? await readUse(engine, nodes[0], { ttlMs, createdAtMs: facts.createdAtMs, certain: !isSpare }) : undefined
    return judgeCluster({ ...facts, wasUsable, kept, ...(use && { use }) }, beforeMs)
  } catch (error) {
    onNotice(`cluster "${name}" stays: what its nodes know of it cannot be read (${describeError(error)})`)
    return undefined
  }
}

/** One that rests is used by nobody. */
async function readUse(
  engine: Engine,
  node: Node,
  { ttlMs, createdAtMs, certain }: { readonly ttlMs: number; readonly createdAtMs: number; readonly certain: boolean },
): Promise<ClusterUse> {
  const [nowMs, lastUseMs] = await Promise.all([readEngineTime(engine), readLastUse(node)])
  return {
    ttlMs,
    idleMs: nowMs - (lastUseMs ?? createdAtMs),
    inUse: node.running && (await isInUse(node, { certain, signal: engine.signal })),
  }
}

function youngest(containers: readonly ContainerSummary[]): number {
  return Math.max(...containers.map(({ createdAt }) => createdAt))
}
