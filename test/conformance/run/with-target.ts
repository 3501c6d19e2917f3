// A target → its cluster, with the images of the suite in its nodes and in a registry beside it: the one that an earlier run has left, or a new one.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deleteCluster, listClusters, loadImages } from '../../../src/api.ts'
import { readEnvironment } from '../../../src/config/env.ts'
import { registryFolder } from '../../../src/config/mirrors.ts'
import { openCluster } from '../../../src/verbs/context.ts'
import { readKubeconfig } from '../../../src/verbs/kubeconfig.ts'
import { openRegistry, pushToRegistry } from '../../../src/verbs/registry.ts'
import { copyKubectl } from '../../support/run-kind.ts'
import { makeCluster } from './make-cluster.ts'
import { type TargetName, targets } from './targets.ts'

export interface TargetOptions {
  /** The node image. */
  readonly image: string
  /** What the suite's pods run, by the names they ask for. */
  readonly images: readonly string[]
  /** For kubeconfigs and what clusters leave. */
  readonly directory: string
  /** The cluster stays afterwards. */
  readonly keep: boolean
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

export interface TargetCluster {
  readonly name: string
  /** Made for this run, and not left by an earlier one. */
  readonly isNew: boolean
  /** Paths: of its kubeconfig, and of its own kubectl. */
  readonly kubeconfig: string
  readonly kubectl: string
}

export async function withTarget<T>(target: TargetName, options: TargetOptions, use: (cluster: TargetCluster) => Promise<T>): Promise<T> {
  const { directory, keep, signal, say } = options
  const name = `conformance-${target.replace('+', 'and')}`
  const context = { environment: readEnvironment(), signal }
  await mkdir(directory, { recursive: true })
  let isWhole = false
  try {
    const isNew = !(await listClusters()).some((cluster) => cluster.name === name)
    if (isNew) {
      const startedAt = performance.now()
      const secondsSince = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
      await makeCluster(targets[target], { ...options, name })
      say(`${target}: cluster ${name} made in ${secondsSince()}`)
      await giveImages(name, options.images, signal)
      say(`${target}: ${options.images.length} images in its nodes and its registry after ${secondsSince()}`)
    }
    isWhole = true
    const [kubeconfig, kubectl] = [join(directory, `${name}.kubeconfig`), join(directory, name, 'kubectl')]
    const { engine, nodes } = await openCluster(name, context)
    // It is whatever it is called, so it has a folder of its own.
    await mkdir(join(directory, name), { recursive: true })
    await copyKubectl(engine, nodes[0]!.id, kubectl)
    await writeFile(kubeconfig, await readKubeconfig(name, { internal: false }, context), { mode: 0o600 })
    return await use({ name, isNew, kubeconfig, kubectl })
  } finally {
    if (!keep || !isWhole) await deleteCluster(name)
  }
}

/** Into the nodes, for pods that take what is there; and where nodes pull from, for those that are to pull in any case. */
export async function giveImages(name: string, images: readonly string[], signal: AbortSignal): Promise<void> {
  const context = { environment: readEnvironment(), signal }
  await loadImages(images, { name }, { signal })
  const { hostInCluster } = await openRegistry(name, context)
  for (const source of images) await pushToRegistry({ name, source, directory: '/' }, context)
  const { nodes } = await openCluster(name, context)
  const registries = new Set(images.map((image) => image.slice(0, image.indexOf('/'))))
  const files = [...registries].map((registry) => ({
    path: `${registryFolder}/${registry}/hosts.toml`,
    content: `server = "https://${registry}"\n\n[host."http://${hostInCluster}"]\n  capabilities = ["pull", "resolve"]\n`,
  }))
  await Promise.all(nodes.map((node) => node.put(files)))
}
