// What the engine knows of a thing, whole and as it says it: for people who look for a cause. Programs read the shapes elsewhere here.
import { askEngine } from './ask-engine.ts'
import type { Engine } from './connect.ts'

/** As `docker inspect` shows a container. */
export async function describeContainer(engine: Engine, id: string): Promise<unknown> {
  return askEngine(engine, 'a container could not be inspected', () => engine.docker.getContainer(id).inspect())
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
