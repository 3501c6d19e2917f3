// An engine → the same, on which images of another architecture than its own are made. Whatever is built on it says so in its name, so that
// none takes the place of the engine's own; containers and builds are of its platform, and what they run is emulated.
import type Dockerode from 'dockerode'
import type { Architecture } from '../../src/config/architectures.ts'
import type { Engine } from '../../src/docker/connect.ts'

export interface TargetEngine extends Engine {
  /** Not the engine's own. */
  readonly target: Architecture
}

export function aimEngine(engine: Engine, target: Architecture): TargetEngine {
  return {
    ...engine,
    docker: aimClient(engine.docker, target),
    target,
    until: (signal) => aimEngine(engine.until(signal), target),
  }
}

/** Undefined for an engine's own architecture. */
export function targetOf(engine: Engine): Architecture | undefined {
  return 'target' in engine ? (engine as TargetEngine).target : undefined
}

/** `vitest-kind/base:bookworm` → on an engine that makes images for arm64 `vitest-kind/base:bookworm-arm64` */
export function nameOn(engine: Engine, name: string): string {
  const target = targetOf(engine)
  return target === undefined ? name : `${name}-${target}`
}

/** `{ platform: 'linux/arm64' }`; empty for an engine's own architecture, which it takes by itself. */
export function platformOn(engine: Engine): { readonly platform?: string } {
  const target = targetOf(engine)
  return target === undefined ? {} : { platform: `linux/${target}` }
}

/** An engine that keeps images of several platforms under one name must be told of which a container is to be. */
function aimClient(docker: Dockerode, target: Architecture): Dockerode {
  const create = (body: Dockerode.ContainerCreateOptions): Promise<Dockerode.Container> =>
    docker.createContainer({ ...body, platform: `linux/${target}` })
  return Object.create(docker, { createContainer: { value: create } }) as Dockerode
}
