// One node of the plan → the text of its kubeadm file: the documents, patched.
import { writeYaml } from '../../support/kube-yaml.ts'
import type { NodeFacts } from '../host-facts.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'
import { planKubeadmDocuments } from './kubeadm-documents.ts'
import type { NodeAddresses } from '../node-addresses.ts'
import { listPatchSets } from './node-patches.ts'
import { patchDocuments, type PatchedDocuments } from './patch-documents.ts'

/** The YAML of `/kind/kubeadm.conf`. */
export function renderKubeadmConfig(cluster: KubeadmCluster, node: KubeadmNode, addresses: NodeAddresses, facts: NodeFacts): string {
  return planPatchedDocuments(cluster, node, addresses, facts)
    .documents.map((document) => writeYaml(document))
    .join('---\n')
}

export function planPatchedDocuments(
  cluster: KubeadmCluster,
  node: KubeadmNode,
  addresses: NodeAddresses,
  facts: NodeFacts,
): PatchedDocuments {
  return patchDocuments(planKubeadmDocuments(cluster, node, addresses, facts), listPatchSets(cluster, node))
}
