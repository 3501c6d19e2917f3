// Images of an engine that keeps them unpacked → its nodes: nothing is saved, sent or unpacked.
import type { Engine } from '../../docker/connect.ts'
import { readEngineFacts } from '../../docker/engine-facts.ts'
import type { Node } from '../node.ts'
import { giveImages, type NotTaken } from './give-images.ts'
import { openVolumes } from './open-volumes.ts'
import { type EngineImage, keepsLayersUnpacked, readEngineImages } from './read-engine-images.ts'

export interface LinkRequest {
  readonly engine: Engine
  readonly to: readonly Node[]
  readonly images: readonly EngineImage[]
  readonly platform: string
  readonly signal: AbortSignal
}

/** Gives the nodes that could not take them, and why; undefined where the engine keeps its images in another way. */
export async function linkImages({ engine, to, images, platform, signal }: LinkRequest): Promise<NotTaken[] | undefined> {
  const facts = await readEngineFacts(engine)
  if (!keepsLayersUnpacked(facts)) return undefined
  const opening = openVolumes(engine, { folder: facts.rootDirectory, to })
  return giveImages(opening, { to, platform, signal, find: (volumes) => readEngineImages(volumes, images, signal) })
}
