// The patches of one node's documents, read from the spec: the cluster's, and those of the node itself.
import type { ClusterSpec } from '../../config/spec.ts'
import { readKubeDocuments } from '../../support/kube-documents.ts'
import type { KubeadmDocument } from './kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'
import type { PatchSet } from './patch-documents.ts'

export function readClusterPatches({ spec }: Pick<KubeadmCluster, 'spec'>): PatchSet {
  return readPatches('', spec)
}

export function readNodePatches({ spec }: Pick<KubeadmCluster, 'spec'>, node: Pick<KubeadmNode, 'spec'>): PatchSet {
  return readPatches(`nodes[${spec.nodes.indexOf(node.spec)}].`, node.spec)
}

function readPatches(prefix: string, source: Pick<ClusterSpec, 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>): PatchSet {
  return {
    merges: source.kubeadmConfigPatches.flatMap((text, index) =>
      readDocuments(text).map((patch, at, { length }) => ({
        path: `${prefix}kubeadmConfigPatches[${index}]${length > 1 ? ` (document ${at + 1})` : ''}`,
        patch,
      })),
    ),
    operations: source.kubeadmConfigPatchesJSON6902.map(({ group, version, kind, patch }, index) => ({
      path: `${prefix}kubeadmConfigPatchesJSON6902[${index}]`,
      apiVersion: group ? `${group}/${version}` : version,
      kind,
      text: patch,
    })),
  }
}

function readDocuments(text: string): Partial<KubeadmDocument>[] {
  return readKubeDocuments(text).flatMap(({ value }) => (value === null || value === undefined ? [] : [value as Partial<KubeadmDocument>]))
}
