// The engine → its mirrors, and which of them no cluster pulls by any more.
import type { ClusterSpec } from '../config/spec.ts'
import type { Engine } from '../docker/connect.ts'
import { type ContainerSummary, listContainers } from '../docker/containers.ts'
import { kindLabels, ownLabels } from '../plan/labels.ts'
import { type Mirror, usesMirror } from '../plan/mirror.ts'

export interface FoundMirror extends Mirror {
  readonly container: ContainerSummary
}

export async function listMirrors(engine: Engine): Promise<FoundMirror[]> {
  const found = await listContainers(engine, { [ownLabels.mirror]: undefined })
  return found.map((container) => ({ ...readMirror(container.name, container.labels), container }))
}

/** From the labels of a container or of a volume. */
export function readMirror(name: string, labels: Readonly<Record<string, string>>): Mirror {
  return { name, registry: labels[ownLabels.mirror] ?? '', upstream: labels[ownLabels.upstream] ?? '' }
}

/** Whether a cluster is there, running or not, that pulls by way of a mirror. */
export async function findMirrorUse(engine: Engine): Promise<(mirror: Mirror) => boolean> {
  const nodes = await listContainers(engine, { [kindLabels.cluster]: undefined, [ownLabels.spec]: undefined })
  const specs = [...new Set(nodes.map(({ labels }) => labels[ownLabels.spec]!))].map((text) => JSON.parse(text) as Partial<ClusterSpec>)
  return (mirror) => specs.some((spec) => usesMirror(spec, mirror))
}
