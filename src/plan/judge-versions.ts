// The Kubernetes versions of a cluster's nodes → which cannot be booted, and which are worth a word.
import { minorOf, oldestMinor } from './kubeadm/kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm/kubeadm-input.ts'

/** `path  what is wrong`. */
export function findVersionProblems({ spec, nodes }: Pick<KubeadmCluster, 'spec' | 'nodes'>): string[] {
  const problems = nodes
    .filter((node) => !node.image.isVersionAssumed && minorOf(node) < oldestMinor)
    .map((node) => {
      const isShared = spec.nodes.every(({ image }) => image === node.spec.image)
      const place = isShared ? 'image' : `nodes[${spec.nodes.indexOf(node.spec)}].image`
      const path = node.spec.image === null ? 'version' : place
      return `${path}  ${node.image.kubernetesVersion} is too old: kubeadm reads what is written for it since 1.${oldestMinor}`
    })
  return [...new Set(problems)]
}

// Kubernetes' version skew policy: a kubelet is never newer than the API server, and at most three minors older (since 1.28).
const oldestSkew = 3

export function describeSkew({ nodes }: Pick<KubeadmCluster, 'nodes'>): string[] {
  const first = nodes[0]!
  return nodes.flatMap((node) => {
    const skew = minorOf(first) - minorOf(node)
    if (skew >= 0 && skew <= oldestSkew) return []
    return [
      `${describe(node)} beside ${describe(first)}: Kubernetes supports kubelets up to three minors older than the API server, and none newer`,
    ]
  })
}

function describe({ name, image }: KubeadmNode): string {
  return `${name} is ${image.kubernetesVersion}`
}
