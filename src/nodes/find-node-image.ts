// A Kubernetes version → the node image the engine has for it.
import type { Engine } from '../docker/connect.ts'
import { findImage } from '../docker/images.ts'
import { planImageCandidates } from '../plan/node-image.ts'

/** The first candidate the engine already has. */
export async function findPresentImage(engine: Engine, version: string): Promise<string | undefined> {
  const { stock, built } = planImageCandidates(version)
  for (const reference of [stock, built]) if (await findImage(engine, reference)) return reference
  return undefined
}
