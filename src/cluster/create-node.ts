// One planned container → a paused node, or a container that starts at once with files of ours in it.
import { readFile as readLocalFile } from 'node:fs/promises'
import { putFiles, type FileToPut } from '../docker/archive.ts'
import type { Engine } from '../docker/connect.ts'
import { createContainer, startContainer, type ContainerBody } from '../docker/containers.ts'
import { nodePaths } from '../plan/node-paths.ts'
import type { NodePlan } from '../plan/plan.ts'
import { ConfigError, isKindError } from '../support/errors.ts'
import { packageRoot } from '../support/package-files.ts'

const pausedBootProgram = new URL('images/entrypoint/paused-boot', packageRoot)

/**
 * Creates the container and starts it paused. Into a stock image, which has no pause of its own, the pausing program is put
 * first. Throws KIND_CLUSTER_EXISTS when the name is taken: the engine gives a name out once, which makes it a lock.
 */
export async function createPausedContainer(engine: Engine, plan: NodePlan): Promise<string> {
  const pause = plan.image.pausesItself
    ? []
    : [{ path: nodePaths.pausedBoot, content: await readLocalFile(pausedBootProgram), mode: 0o755 }]
  return startConfigured(engine, { ...plan, files: pause })
}

/** Creates a container, puts its files in, and starts it. Throws KIND_CLUSTER_EXISTS when the name is taken. */
export async function startConfigured(
  engine: Engine,
  plan: { readonly name: string; readonly container: ContainerBody; readonly files: readonly FileToPut[] },
): Promise<string> {
  const id = await createContainer(engine, plan.container).catch((error: unknown) => {
    throw isNameTaken(error)
      ? new ConfigError('KIND_CLUSTER_EXISTS', { what: `a container named "${plan.name}" exists already`, cause: error })
      : error
  })
  await putFiles(engine, id, plan.files)
  await startContainer(engine, id)
  return id
}

function isNameTaken(error: unknown): boolean {
  return isKindError(error) && (error.facts.seen ?? []).some((line) => /name .* is already in use/.test(line))
}
