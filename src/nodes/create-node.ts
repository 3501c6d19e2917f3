// One planned container → a paused node.
import { readFile as readLocalFile } from 'node:fs/promises'
import { putFiles } from '../docker/archive.ts'
import type { Engine } from '../docker/connect.ts'
import { createContainer, startContainer } from '../docker/containers.ts'
import { nodePaths } from '../plan/node-paths.ts'
import type { NodePlan } from '../plan/plan.ts'
import { ConfigError, isKindError } from '../support/errors.ts'

// Beside src/ and beside dist/: the package ships images/.
const pausedBootProgram = new URL('../../images/entrypoint/paused-boot', import.meta.url)

/**
 * Creates the container and starts it paused. Into a stock image, which has no pause of its own, the pausing program is put
 * first. Throws KIND_CLUSTER_EXISTS when the name is taken: the engine gives a name out once, which makes it a lock.
 */
export async function createPausedContainer(engine: Engine, plan: NodePlan): Promise<string> {
  const id = await createContainer(engine, plan.container).catch((error: unknown) => {
    throw isNameTaken(error) ? new ConfigError('KIND_CLUSTER_EXISTS', { what: `a container named "${plan.name}" exists already`, cause: error }) : error
  })
  if (!plan.image.pausesItself) {
    await putFiles(engine, id, [{ path: nodePaths.pausedBoot, content: await readLocalFile(pausedBootProgram), mode: 0o755 }])
  }
  await startContainer(engine, id)
  return id
}

function isNameTaken(error: unknown): boolean {
  return isKindError(error) && (error.facts.seen ?? []).some((line) => /name .* is already in use/.test(line))
}
