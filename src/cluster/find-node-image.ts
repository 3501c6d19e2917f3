// A Kubernetes version → the node image the engine has for it.
import type { Engine } from '../docker/connect.ts'
import { listImages } from '../docker/images/list-images.ts'
import { nodeRepositories } from '../config/node-images.ts'
import { chooseBuiltImage, choosePresentImage, type TakenImage } from '../plan/node-image.ts'

/** What is taken without a pull, with what is to be said of it. */
export async function findTakenImage(engine: Engine, version: string): Promise<TakenImage | undefined> {
  return choosePresentImage(version, await listImages(engine, Object.values(nodeRepositories)))
}

/** Its name alone. */
export async function findPresentImage(engine: Engine, version: string): Promise<string | undefined> {
  return (await findTakenImage(engine, version))?.reference
}

/** The newest that was built here, whatever its version. */
export async function findBuiltImage(engine: Engine): Promise<string | undefined> {
  return chooseBuiltImage(undefined, await listImages(engine, [nodeRepositories.built]))
}
