// One node of the plan → the text of its kubeadm file: the documents, patched.
import { stringify } from 'yaml'
import { kubeYaml } from '../support/kube-yaml.ts'
import type { NodeFacts } from './host-facts.ts'
import { planKubeadmDocuments } from './kubeadm-documents.ts'
import type { NodeAddresses } from './node-addresses.ts'
import { listPatchSets } from './node-patches.ts'
import { patchDocuments, type PatchedDocuments } from './patch-documents.ts'
import type { ClusterPlan, NodePlan } from './plan.ts'

/** The YAML of `/kind/kubeadm.conf`. */
export function renderKubeadmConfig(plan: ClusterPlan, node: NodePlan, addresses: NodeAddresses, facts: NodeFacts): string {
  return planPatchedDocuments(plan, node, addresses, facts).documents.map((document) => stringify(document, kubeYaml)).join('---\n')
}

export function planPatchedDocuments(plan: ClusterPlan, node: NodePlan, addresses: NodeAddresses, facts: NodeFacts): PatchedDocuments {
  return patchDocuments(planKubeadmDocuments(plan, node, addresses, facts), listPatchSets(plan, node))
}
