// A usable cluster on the engine → its handle. Writes the kubeconfig file the handle names.
import { mkdir, writeFile } from 'node:fs/promises'
import { kubeconfigPath } from '../boot/paths.ts'
import { readClusterKubeconfig } from '../boot/read-kubeconfig.ts'
import type { Engine } from '../docker/connect.ts'
import { readKubeAccess } from '../kube/kubeconfig.ts'
import { findClusters, findNodes } from '../nodes/find-nodes.ts'
import { kindLabels } from '../plan/labels.ts'
import { nodePaths } from '../plan/node-paths.ts'
import type { ActionTiming, ClusterHandle } from './handle.ts'

export async function readHandle(
  engine: Engine,
  name: string,
  { directory, adopted, timings }: { readonly directory: string; readonly adopted: boolean; readonly timings: readonly ActionTiming[] },
): Promise<ClusterHandle> {
  const [kubeconfig, nodes, [found]] = await Promise.all([
    readClusterKubeconfig(engine, name),
    findNodes(engine, name),
    findClusters(engine, { [kindLabels.cluster]: name }),
  ])
  const path = kubeconfigPath(directory)
  await mkdir(directory, { recursive: true })
  // A file of before with a wider mode would keep it: the mode is set on creation only.
  await writeFile(path, kubeconfig, { mode: 0o600 })
  const version = await nodes[0]!.read(nodePaths.version)
  return {
    name,
    kubernetesVersion: version?.trim() ?? 'unknown',
    nodes: nodes.map((node) => ({ name: node.name, role: node.role, address: node.address })),
    labels: userLabels(found?.containers[0]?.labels ?? {}),
    kubeconfig,
    kubeconfigPath: path,
    server: readKubeAccess(kubeconfig).server,
    adopted,
    timings,
  }
}

/** Labels without ours, kind's and the image's. */
export function userLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !/^io\.(x-k8s\.kind|vitest-kind)\./.test(key)))
}
