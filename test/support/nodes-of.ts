// The containers of a cluster, by its label.
import { connectEngine } from '../../src/docker/connect.ts'
import { listContainers } from '../../src/docker/containers.ts'

/** Their names. */
export async function nodesOf(cluster: string): Promise<string[]> {
  const engine = await connectEngine(process.env, new AbortController().signal)
  return (await listContainers(engine, { 'io.x-k8s.kind.cluster': cluster })).map((container) => container.name)
}
