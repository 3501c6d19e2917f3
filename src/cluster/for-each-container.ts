// The same act on all containers of a cluster at once; one that fails does not hold up the others.
import type { ContainerSummary } from '../docker/containers.ts'

/** Gives the names, sorted; throws the first failure when all have ended. */
export async function forEachContainer(containers: readonly ContainerSummary[], act: (container: ContainerSummary) => Promise<void>): Promise<string[]> {
  for (const outcome of await Promise.allSettled(containers.map(act))) if (outcome.status === 'rejected') throw outcome.reason
  return containers.map(({ name }) => name).toSorted()
}
