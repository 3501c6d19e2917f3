// Images of the engine → a volume with all of them unpacked, by a container of the node image that is gone afterwards.
import { loadSources } from '../../cluster/load-sources.ts'
import { createNode } from '../../cluster/node.ts'
import type { ImageSpec } from '../../config/image-spec.ts'
import type { Engine } from '../../docker/connect.ts'
import { createContainer, removeContainer, startContainer } from '../../docker/containers.ts'
import { ownLabels, renderOwner, type Owner } from '../../plan/labels.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import { settleStore, startStore, waitAtMost } from './programs.ts'

export interface Filling {
  /** Name of the volume, which is there and empty. */
  readonly volume: string
  /** Id of the node image: its own containerd does it. */
  readonly nodeImage: string
  readonly images: readonly ImageSpec[]
  readonly owner: Owner
}

// Of 1024 that each of the others has: the run that goes on meanwhile has the first claim on the processors.
const fewShares = 2

/** Value of the label by which the container is found. */
export const unpackLabel = 'unpack'

/** How much it holds, in bytes. The container's name is the lock: throws KIND_DOCKER_FAILED where another process is at it. */
export async function fillVolume(engine: Engine, { volume, nodeImage, images, owner }: Filling): Promise<number> {
  const { signal } = engine
  const id = await createContainer(engine, {
    name: volume,
    Image: nodeImage,
    Entrypoint: ['/bin/sh', '-c', waitAtMost],
    Cmd: [],
    Labels: { [ownLabels.probe]: unpackLabel, [ownLabels.owner]: renderOwner(owner) },
    HostConfig: {
      // Layers are unpacked through mounts.
      Privileged: true,
      SecurityOpt: ['seccomp=unconfined', 'apparmor=unconfined'],
      CpuShares: fewShares,
      Binds: [`${volume}:${nodePaths.unpacked}`],
      Tmpfs: { '/tmp': '', '/run': '' },
      NetworkMode: 'none',
    },
  })
  try {
    await startContainer(engine, id)
    const node = createNode(engine, {
      id,
      name: volume,
      role: 'worker',
      address: '',
      ipv6Address: '',
      apiPort: undefined,
      running: true,
    })
    await node.run(['sh', '-c', startStore], { signal })
    await loadSources({ engine, nodes: [node], images, signal })
    const { stdout } = await node.run(['sh', '-c', settleStore], { signal })
    return Number(stdout.trim()) * 1024
  } finally {
    await removeContainer(engine.until(AbortSignal.timeout(30_000)), id)
  }
}
