// Images that one node has unpacked → other nodes of the same engine.
import type { Engine } from '../../docker/connect.ts'
import type { Node } from '../node.ts'
import { closeVolumes, giveImages, type NotTaken } from './give-images.ts'
import { openVolumes } from './open-volumes.ts'
import { readUnpacked } from './read-unpacked.ts'

export interface ShareRequest {
  readonly engine: Engine
  readonly from: Node
  readonly to: readonly Node[]
  /** As the first node's containerd knows them. */
  readonly names: readonly string[]
  readonly platform: string
  readonly signal: AbortSignal
  /** Until when the first node has them; what throws is thrown. */
  readonly sent: Promise<void>
}

/** Gives the nodes that could not take them, and why; what they had, they still have. */
export async function shareImages({ engine, from, to, names, platform, signal, sent }: ShareRequest): Promise<NotTaken[]> {
  // Meanwhile: a container takes half a second.
  const opening = openVolumes(engine, { from, to })
  opening.catch(() => undefined)
  try {
    await sent
  } catch (error) {
    await closeVolumes(opening)
    throw error
  }
  return giveImages(opening, {
    to,
    platform,
    signal,
    async find(volumes) {
      const unpacked = await readUnpacked(from, names, signal)
      if (unpacked.packed.length > 0) throw new Error(`${from.name} has not unpacked ${unpacked.packed.join(', ')}`)
      return { ...unpacked, layers: unpacked.layers.map((layer) => ({ ...layer, directory: volumes.locate(from, layer.directory) })) }
    },
  })
}
