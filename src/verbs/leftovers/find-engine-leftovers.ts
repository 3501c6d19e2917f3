// The engine → what dead processes have left on it that is of no cluster: of builds, looks into images, and the network.
import { isOwnerGone } from '../../cluster/owner.ts'
import { findDeadProbes } from '../../cluster/probe-version.ts'
import { findBuildLeftovers } from '../../docker/images/build-leftovers.ts'
import type { Engine } from '../../docker/connect.ts'
import { removeContainer } from '../../docker/containers.ts'
import { isNetworkInUse, listNetworks, removeNetwork } from '../../docker/networks.ts'
import { ownLabels, readOwner } from '../../plan/labels.ts'
import { findMirrorLeftovers } from './find-mirror-leftovers.ts'
import { findPreparedLeftovers } from './find-prepared-leftovers.ts'
import type { RemovableLeftover } from './leftover.ts'

export interface EngineLeftoverSearch {
  /** What was made at this moment (milliseconds since 1970) or later stays. */
  readonly beforeMs: number
  /** Also what mirrors have pulled, where no cluster pulls by them, and prepared states. */
  readonly caches: boolean
}

export async function findEngineLeftovers(engine: Engine, { beforeMs, caches }: EngineLeftoverSearch): Promise<RemovableLeftover[]> {
  const [builds, probes, mirrors, states, networks] = await Promise.all([
    findBuildLeftovers(engine),
    findDeadProbes(engine),
    findMirrorLeftovers(engine, caches),
    findPreparedLeftovers(engine, caches),
    findNetworks(engine),
  ])
  const all: RemovableLeftover[] = [
    ...builds.map(({ kind, name, createdAtMs, remove }) => ({
      kind,
      name,
      createdAtMs,
      why: 'builder of an image gone',
      remove,
    })),
    ...probes.map(({ id, name, createdAt }) => ({
      kind: 'container' as const,
      name,
      createdAtMs: createdAt,
      why: 'made to look into an image, maker gone',
      remove: () => removeContainer(engine, id).then(() => true),
    })),
    ...mirrors,
    ...states,
    ...networks,
  ]
  return all.filter(({ createdAtMs }) => createdAtMs < beforeMs)
}

/** Ours, with no container on it. Like the last cluster that is removed, prune takes it along. */
async function findNetworks(engine: Engine): Promise<RemovableLeftover[]> {
  const owned = (await listNetworks(engine, { [ownLabels.owner]: undefined })).filter(({ labels }) => {
    const owner = readOwner(labels[ownLabels.owner])
    return owner !== undefined && isOwnerGone(owner)
  })
  const found = await Promise.all(owned.map(async (network) => ({ network, inUse: await isNetworkInUse(engine, network.id) })))
  return found.flatMap(({ network: { id, name, created }, inUse }) =>
    inUse
      ? []
      : [
          {
            kind: 'network' as const,
            name,
            createdAtMs: Date.parse(created) || 0,
            why: 'maker gone, no container on it',
            async remove() {
              if (await isNetworkInUse(engine, id)) return false
              await removeNetwork(engine, id)
              return true
            },
          },
        ],
  )
}
