// What the engine knows of a thing, whole and as it says it: for people who look for a cause. Programs read the shapes elsewhere here.
import { askEngine } from './ask-engine.ts'
import type { Engine } from './connect.ts'
import { readEngineDetails } from './engine-details.ts'
import { findImage } from './images/images.ts'

/** As `docker inspect` shows a container. */
export async function describeContainer(engine: Engine, id: string): Promise<unknown> {
  return askEngine(engine, 'a container could not be inspected', () => engine.docker.getContainer(id).inspect())
}

/**
 * What the container's image is for and what the engine runs, `linux/arm64 on linux/amd64`, where they are different: its programs are emulated. Undefined
 * where they are the same, and where the image has gone.
 */
export async function describeEmulation(engine: Engine, id: string): Promise<string | undefined> {
  const { Image: image } = await askEngine(engine, 'a container could not be inspected', () => engine.docker.getContainer(id).inspect())
  const [found, { osType, architecture }] = await Promise.all([findImage(engine, image), readEngineDetails(engine, { withVersion: false })])
  const own = `${osType}/${architecture}`
  return found === undefined || found.platform === own || found.platform.startsWith(`${own}/`) ? undefined : `${found.platform} on ${own}`
}

/** As `docker network inspect` shows it. */
export async function describeNetwork(engine: Engine, name: string): Promise<unknown> {
  return askEngine(engine, `network ${name} could not be inspected`, () => engine.docker.getNetwork(name).inspect())
}

/** As `docker version` and `docker info` have it. */
export async function describeEngine(engine: Engine): Promise<{ readonly version: unknown; readonly info: unknown }> {
  const ask = async (): Promise<{ version: unknown; info: unknown }> => {
    const [version, info] = await Promise.all([engine.docker.version(), engine.docker.info() as Promise<unknown>])
    return { version, info }
  }
  return askEngine(engine, 'the Docker engine did not describe itself', ask)
}
