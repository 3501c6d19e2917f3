// Images that one node has unpacked → other nodes of the same engine. Their layers are linked, file by file, where sending them would have each node
// hash, write and unpack them once more: that is what loading into several nodes takes its time for.
import { randomBytes } from 'node:crypto'
import type { Engine } from '../../docker/connect.ts'
import type { Node } from '../node.ts'
import { openVolumes } from './open-volumes.ts'
import { readUnpacked } from './read-unpacked.ts'
import { stagedName, takeLayers } from './take-layers.ts'

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

export interface NotTaken {
  readonly node: Node
  readonly why: unknown
}

/** Gives the nodes that could not take them, and why; what they had, they still have. */
export async function shareImages({ engine, from, to, names, platform, signal, sent }: ShareRequest): Promise<NotTaken[]> {
  const folder = `/var/lib/vitest-kind-layers-${randomBytes(4).toString('hex')}`
  // Meanwhile: a container takes half a second.
  const opening = openVolumes(engine, [from, ...to])
  opening.catch(() => undefined)
  const close = async (): Promise<void> => (await opening.catch(() => undefined))?.close()
  try {
    await sent
  } catch (error) {
    await close()
    throw error
  }
  try {
    const unpacked = await readUnpacked(from, names, signal)
    if (unpacked.packed.length > 0) throw new Error(`${from.name} has not unpacked ${unpacked.packed.join(', ')}`)
    const { link } = await opening
    await link(unpacked.layers.map(({ chain, directory }) => ({ from: directory, to: `${folder}/${stagedName(chain)}` })))
    const taking = Promise.allSettled(to.map((node) => takeLayers(node, unpacked, { platform, folder, signal })))
    const [outcomes] = await Promise.all([taking, close()])
    return outcomes.flatMap((outcome, index) =>
      outcome.status === 'rejected' ? [{ node: to[index]!, why: outcome.reason as unknown }] : [],
    )
  } catch (why) {
    await close().catch(() => undefined)
    return to.map((node) => ({ node, why }))
  }
}
