// A node's own patches for the kubelet → files that kubeadm applies on that node. KubeletConfiguration as a document is the
// cluster's: kubeadm keeps the first node's and hands it to all (kind #3849), so a node's own must go this way.
import { stringify, parse, parseAllDocuments } from 'yaml'
import type { NodeFile } from './node-files.ts'
import { nodePaths } from './node-paths.ts'
import type { PatchSet } from './patch-documents.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'
import { minorOf } from './kubeadm-api.ts'

const kind = 'KubeletConfiguration'

/** kubeadm has known the patch target `kubeletconfiguration` since 1.25. */
export function hasNodePatches(plan: ClusterPlan, node: NodePlan): boolean {
  return minorOf(plan) >= 25 && planNodePatches(node).length > 0
}

export function planNodePatches({ spec }: NodePlan): NodeFile[] {
  const merges = spec.kubeadmConfigPatches.flatMap(readAll).filter((patch) => patch['kind'] === kind)
  const operations = spec.kubeadmConfigPatchesJSON6902.filter((patch) => patch.kind === kind)
  return [
    ...merges.map(({ kind: _kind, apiVersion: _apiVersion, ...patch }, index) => toFile(`kubeletconfiguration${index}+merge.yaml`, patch)),
    ...operations.map(({ patch }, index) => toFile(`kubeletconfiguration${merges.length + index}+json.yaml`, parse(patch))),
  ]
}

/** The cluster's patches, then the node's without those for its kubelet. `index` is the node's in the options. */
export function listPatchSets(plan: ClusterPlan, node: NodePlan): PatchSet[] {
  const own = node.spec
  const others = (text: string): boolean => minorOf(plan) < 25 || !readAll(text).every((patch) => patch['kind'] === kind)
  return [
    { path: '', kubeadmConfigPatches: plan.spec.kubeadmConfigPatches, kubeadmConfigPatchesJSON6902: plan.spec.kubeadmConfigPatchesJSON6902 },
    {
      path: `nodes[${plan.spec.nodes.indexOf(own)}].`,
      kubeadmConfigPatches: own.kubeadmConfigPatches.filter(others),
      kubeadmConfigPatchesJSON6902: own.kubeadmConfigPatchesJSON6902.filter((patch) => minorOf(plan) < 25 || patch.kind !== kind),
    },
  ]
}

function readAll(text: string): Record<string, unknown>[] {
  const documents = parseAllDocuments(text)
  return Array.isArray(documents) ? documents.map((document) => document.toJS() as Record<string, unknown> | null).filter((patch) => patch !== null) : []
}

function toFile(name: string, content: unknown): NodeFile {
  return { path: `${nodePaths.kubeadmPatches}/${name}`, content: stringify(content) }
}
