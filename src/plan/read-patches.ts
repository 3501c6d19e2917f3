// The patches of one node's documents, read from the spec: the cluster's, and those of the node itself.
import { parseAllDocuments } from 'yaml'
import type { ClusterSpec } from '../config/spec.ts'
import { kubeYaml } from '../support/kube-yaml.ts'
import type { KubeadmDocument } from './kubeadm-documents.ts'
import type { PatchSet } from './patch-documents.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'

export function readClusterPatches({ spec }: ClusterPlan): PatchSet {
  return readPatches('', spec)
}

export function readNodePatches(plan: ClusterPlan, node: NodePlan): PatchSet {
  return readPatches(`nodes[${plan.spec.nodes.indexOf(node.spec)}].`, node.spec)
}

function readPatches(prefix: string, source: Pick<ClusterSpec, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>): PatchSet {
  return {
    merges: source.kubeadmConfigPatches.flatMap((text, index) => readDocuments(text).map((patch) => ({ path: `${prefix}kubeadmConfigPatches[${index}]`, patch }))),
    operations: source.kubeadmConfigPatchesJSON6902.map(({ group, version, kind, patch }, index) => ({
      path: `${prefix}kubeadmConfigPatchesJSON6902[${index}]`,
      apiVersion: group ? `${group}/${version}` : version,
      kind,
      text: patch,
    })),
  }
}

function readDocuments(text: string): Partial<KubeadmDocument>[] {
  const documents = parseAllDocuments(text, kubeYaml)
  return Array.isArray(documents) ? documents.map((document) => document.toJS() as Partial<KubeadmDocument> | null).filter((patch) => patch !== null) : []
}
