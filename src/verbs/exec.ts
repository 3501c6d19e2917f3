// A command in a node, with the caller's input and output, → its exit code.
import { listContainers } from '../docker/containers.ts'
import { streamInContainer, type StreamOptions } from '../docker/stream-exec.ts'
import { kindLabels } from '../plan/labels.ts'
import { DockerError } from '../support/errors.ts'
import { type ClusterContext, openEngine } from './context.ts'

/** Runs `argv` in the container of that name of any cluster, a load balancer too. Throws KIND_CLUSTER_UNKNOWN when no cluster has such a node. */
export async function execInNode(
  node: string,
  argv: readonly string[],
  streams: Omit<StreamOptions, 'signal'>,
  context: Pick<ClusterContext, 'environment' | 'signal'>,
): Promise<number> {
  const engine = await openEngine(context)
  const containers = await listContainers(engine, { [kindLabels.cluster]: undefined })
  const container = containers.find(({ name }) => name === node)
  if (!container) {
    throw new DockerError('KIND_CLUSTER_UNKNOWN', {
      what: `no cluster has a node "${node}"`,
      ...(containers.length > 0 && {
        seen: [
          `nodes: ${containers
            .map(({ name }) => name)
            .toSorted()
            .join(', ')}`,
        ],
      }),
      do: 'npx vitest-kind get nodes --all-clusters',
    })
  }
  return streamInContainer(engine, container.id, argv, { ...streams, signal: context.signal })
}
