// Our own clusters, by the package's entry for programs. Boot actions are noted as they are told.
import { createCluster, deleteCluster, loadImages } from '../../../src/api.ts'
import { type Contender, listNodes, type Step } from './contender.ts'

export interface OursOptions {
  readonly image: string
  readonly directory: string
  readonly signal: AbortSignal
}

export function createOurs({ image, directory, signal }: OursOptions): Contender {
  const how = { artifactsDirectory: directory }
  return {
    name: 'ours',
    async create(name, shape) {
      const steps: Step[] = []
      const options = { name, image, controlPlanes: shape.controlPlanes, workers: shape.workers }
      const { kubeconfig } = await createCluster(options, {
        ...how,
        signal,
        onProgress(event) {
          if (event.type !== 'finished') return
          const endMs = performance.now()
          steps.push({ name: event.action, startMs: endMs - event.elapsedMs, endMs })
        },
      })
      return { name, kubeconfig, nodes: listNodes(name, shape), steps }
    },
    async remove(name) {
      await deleteCluster(name, how)
    },
    load: (name, loaded) => loadImages([loaded], { name }, how),
  }
}
