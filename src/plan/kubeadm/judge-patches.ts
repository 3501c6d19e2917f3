// A cluster's patches → what keeps them from being applied, and which of them change nothing. What they are applied to is made of
// addresses and facts that do not matter here: any will do.
import type { KubeadmCluster, KubeadmNode } from './kubeadm-input.ts'
import { hasKubeletPatches, type KubeadmDocument } from './kubeadm-api.ts'
import { planPatchedDocuments } from './kubeadm-config.ts'
import { planKubeadmDocuments } from './kubeadm-documents.ts'
import { fitsDocument, type PatchSet } from './patch-documents.ts'
import { readClusterPatches, readNodePatches } from './read-patches.ts'

const anyAddresses = { ipv4: '0.0.0.0', ipv6: '::' }
const anyFacts = { cgroupVersion: 2, lacksSysResource: false } as const

/** `path  what is wrong`, each once. As with kind, a JSON patch must fit on every node it is applied on. */
export function findPatchProblems(cluster: KubeadmCluster): string[] {
  // One for another version than the assumed one may be right.
  const nodes = cluster.nodes.filter((node) => !node.image.isVersionAssumed)
  return [...new Set(nodes.flatMap((node) => planPatchedDocuments(cluster, node, anyAddresses, anyFacts).problems))]
}

/** `path changes nothing: why`, each once. */
export function describeIdlePatches(cluster: KubeadmCluster): string[] {
  const documents = new Map(cluster.nodes.map((node) => [node, planKubeadmDocuments(cluster, node, anyAddresses, anyFacts)]))
  const patches = [
    ...listPatches(readClusterPatches(cluster), cluster.nodes, false),
    ...cluster.nodes.flatMap((node) => listPatches(readNodePatches(cluster, node), [node], true)),
  ].map((patch) => {
    const readers = patch.nodes.filter((node) => isRead(patch, node, node === cluster.nodes[0]))
    const read = readers.flatMap((node) => documents.get(node)!)
    return { ...patch, readers, read, isIdle: !read.some((document) => fitsDocument(document, patch)) }
  })
  const sentences = patches
    .filter(({ isIdle }) => isIdle)
    .flatMap(({ path, kind, apiVersion, nodes, isOwn, readers, read }) => {
      if (readers.length === 0) {
        // What is written for all nodes, or for whatever the node is, is no slip.
        const isGeneral = !isOwn || patches.some((other) => !other.isIdle && textOf(other.path) === textOf(path))
        return isGeneral ? [] : [`${path} changes nothing: ${describeUnread(nodes[0] === cluster.nodes[0])}`]
      }
      const versions = new Set(read.filter((document) => document.kind === kind).map((document) => document.apiVersion))
      if (versions.size === 0) return [`${path} changes nothing: no document of kubeadm's is of kind ${kind}`]
      const assumed = readers.find((node) => node.image.isVersionAssumed)?.image.kubernetesVersion
      return [
        `${path} changes nothing${assumed ? `, if Kubernetes is ${assumed} as assumed` : ''}: it is for ${apiVersion}, and ${kind} is of ${[...versions].join(' and ')}`,
      ]
    })
  return [...new Set(sentences)]
}

/** Of one that holds several patches. */
function textOf(path: string): string {
  return path.replace(/ \(document \d+\)$/, '')
}

interface Patch {
  readonly path: string
  readonly kind: string
  readonly apiVersion: string
  readonly nodes: readonly KubeadmNode[]
  /** A node's own, not the cluster's. */
  readonly isOwn: boolean
}

function listPatches({ merges, operations }: PatchSet, nodes: readonly KubeadmNode[], isOwn: boolean): Patch[] {
  const described = [...merges.map(({ path, patch: { kind, apiVersion } }) => ({ path, kind, apiVersion })), ...operations]
  return described.map(({ path, kind = '', apiVersion = '' }) => ({ path, kind, apiVersion, nodes, isOwn }))
}

/** Whether the node's kubeadm reads the document at all: the same ones lie on every node. */
function isRead({ kind, isOwn }: Patch, node: KubeadmNode, isFirst: boolean): boolean {
  if (kind === ('KubeletConfiguration' satisfies KubeadmDocument['kind'])) return isFirst || (isOwn && hasKubeletPatches(node))
  return (kind === 'JoinConfiguration') !== isFirst
}

function describeUnread(isFirst: boolean): string {
  return isFirst
    ? 'the first control plane does not join'
    : 'of a node that joins, kubeadm reads JoinConfiguration and KubeletConfiguration alone'
}
