// A cluster of a pool → gone. With its own owner only: another may have its name by now.
import type { Cluster } from '../../cluster/cluster.ts'
import { removeByLabel } from '../../cluster/remove-by-label.ts'
import { ownLabels } from '../../plan/labels.ts'

export async function removeSpare({ engine, name, containers: [{ labels }] }: Cluster): Promise<void> {
  const owner = labels[ownLabels.owner]
  await removeByLabel(engine, { cluster: name, ...(owner !== undefined && { owner }) })
}
