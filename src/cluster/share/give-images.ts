// Unpacked layers on the engine's disk, and what images are made of beside them → images in nodes. The layers are linked, file by file, where sending
// them would have each node hash, write and unpack them once more: that is what loading takes its time for.
import { randomBytes } from 'node:crypto'
import type { Node } from '../node.ts'
import type { Volumes } from './open-volumes.ts'
import type { Unpacked } from './read-unpacked.ts'
import { stagedName, takeLayers } from './take-layers.ts'

export interface NotTaken {
  readonly node: Node
  readonly why: unknown
}

export interface Gift {
  readonly to: readonly Node[]
  readonly platform: string
  readonly signal: AbortSignal
  /** Once the volumes are open: what there is to give, and of each layer its folder from theirs. */
  readonly find: (volumes: Volumes) => Promise<Unpacked>
}

/** Gives the nodes that could not take them, and why; what they had, they still have. The volumes are closed when nobody needs them any more. */
export async function giveImages(opening: Promise<Volumes>, { to, platform, signal, find }: Gift): Promise<NotTaken[]> {
  const folder = `/var/lib/vitest-kind-layers-${randomBytes(4).toString('hex')}`
  try {
    const volumes = await opening
    const unpacked = await find(volumes)
    await volumes.link(unpacked.layers.map(({ chain, directory }) => ({ from: directory, to: `${folder}/${stagedName(chain)}` })))
    const taking = Promise.allSettled(to.map((node) => takeLayers(node, unpacked, { platform, folder, signal })))
    const [outcomes] = await Promise.all([taking, volumes.close()])
    return outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [{ node: to[index]!, why: outcome.reason as unknown }] : [],
    )
  } catch (why) {
    await closeVolumes(opening)
    return to.map((node) => ({ node, why }))
  }
}

/** Also those that are only being opened. */
export async function closeVolumes(opening: Promise<Volumes>): Promise<void> {
  await opening.then((volumes) => volumes.close()).catch(() => undefined)
}
