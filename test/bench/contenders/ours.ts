// Our own clusters, by the package's entry for programs. Boot actions are noted as they are told.
import { type ClusterHandle, createCluster, deleteCluster, loadImages, type OnProgress } from '../../../src/api.ts'
import { type BenchCluster, type Contender, listNodes, type Shape, type Step } from './contender.ts'

export interface OursOptions {
  readonly image: string
  readonly directory: string
  readonly signal: AbortSignal
}

export function createOurs({ image, directory, signal }: OursOptions): Contender {
  const how = { artifactsDirectory: directory }
  return {
    name: 'ours',
    create: (name, shape) => noteBoot(shape, (onProgress) => createCluster({ name, image, ...shape }, { ...how, signal, onProgress })),
    async remove(name) {
      await deleteCluster(name, how)
    },
    load: (name, loaded) => loadImages([loaded], { name }, how),
  }
}

/** Whatever way leads to a cluster of ours → the cluster, with the steps on that way. */
export async function noteBoot(shape: Shape, make: (onProgress: OnProgress) => Promise<ClusterHandle>): Promise<BenchCluster> {
  const steps: Step[] = []
  const { name, kubeconfig } = await make((event) => {
    if (event.type !== 'finished') return
    const endMs = performance.now()
    steps.push({ name: event.action, startMs: endMs - event.elapsedMs, endMs })
  })
  return { name, kubeconfig, nodes: listNodes(name, shape), steps }
}
