// The Kubernetes versions of a cluster's nodes → which cannot be booted, alone or beside each other, and which are worth a word.
import { minorOf, oldestMinor } from './kubeadm/kubeadm-api.ts'
import type { KubeadmCluster, KubeadmNode } from './kubeadm/kubeadm-input.ts'

type Nodes = Pick<KubeadmCluster, 'spec' | 'nodes'>

/** `path  what is wrong`. What is only assumed of an image is no problem. */
export function findVersionProblems({ spec, nodes }: Nodes): string[] {
  const first = nodes[0]!
  const place = (node: KubeadmNode): string => `nodes[${spec.nodes.indexOf(node.spec)}].image`
  const isShared = ({ spec: { image } }: KubeadmNode): boolean => spec.nodes.every((other) => other.image === image)
  const known = nodes.filter((node) => !node.image.isVersionAssumed)
  const old = known
    .filter((node) => minorOf(node) < oldestMinor)
    .map((node) => {
      const path = node.spec.image === null ? 'version' : isShared(node) ? 'image' : place(node)
      return `${path}  ${node.image.kubernetesVersion} is too old: kubeadm reads what is written for it since 1.${oldestMinor}`
    })
  const skewed = known.flatMap((node) => {
    const why = first.image.isVersionAssumed ? undefined : judgeSkew(node, first)
    return why === undefined ? [] : [`${place(node)}  ${why}`]
  })
  return [...new Set([...old, ...skewed])]
}

/** Where a version is only assumed, and would be a problem if it were so. */
export function describeSkew({ nodes }: Pick<Nodes, 'nodes'>): string[] {
  const first = nodes[0]!
  return nodes.filter((node) => node.image.isVersionAssumed || first.image.isVersionAssumed).flatMap((node) => judgeSkew(node, first) ?? [])
}

// Kubernetes' version skew policy: a kubelet is never newer than the API server, and at most three minors older (since 1.28).
const oldestSkew = 3

function judgeSkew(node: KubeadmNode, first: KubeadmNode): string | undefined {
  const skew = minorOf(first) - minorOf(node)
  const pair = `${node.name} is ${node.image.kubernetesVersion} beside ${first.name}, which is ${first.image.kubernetesVersion}`
  if (skew < 0 || skew > oldestSkew)
    return `${pair}: Kubernetes takes kubelets of the API server's minor version and the ${oldestSkew} before it, and none newer`
  // The documentation of kubeadm, "Version skew policy": what joins is of the version that init was of. Of a worker it takes only what is in its kubelet.
  if (skew > 0 && node.role === 'control-plane') return `${pair}: kubeadm joins control planes of one minor version only`
  return undefined
}
