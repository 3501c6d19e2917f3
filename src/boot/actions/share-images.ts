// Nodes of another Kubernetes version are given what pods of the cluster itself may want on them, kube-proxy above all: its DaemonSet names the
// version of the control plane, which only the node image of that version holds. Where it is not done, they pull it.
import { type NodeImages, readNodeImages } from '../../cluster/image-index.ts'
import type { Node } from '../../cluster/node.ts'
import type { NotTaken } from '../../cluster/share/give-images.ts'
import { shareImages as share } from '../../cluster/share/share-images.ts'
import { findImage } from '../../docker/images/images.ts'
import type { ClusterPlan } from '../../plan/plan.ts'
import { describeError } from '../../support/errors.ts'
import { requireNodes } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

// Of kubeadm's, what runs on control planes only.
const ofControlPlanes = /\/(etcd|kube-(apiserver|controller-manager|scheduler)):/

export const shareImages: BootAction<BootContext> = {
  name: 'share-images',
  // A stock image has its images packed, not unpacked: nothing in it could be linked.
  concerns: ({ plan }) => plan.nodes[0]!.image.pausesItself && findOtherVersions(plan).length > 0,
  async run(context) {
    const { engine, plan, signal, notice } = context
    const [first, ...others] = await requireNodes(context)
    const wanting = findOtherVersions(plan)
    const to = others.filter(({ name }) => wanting.includes(name))
    const [present, ...known] = await Promise.all([first!, ...to].map((node) => readNodeImages(node, signal)))
    const names = findWanted(present!, known)
    const platform = (await findImage(engine, plan.nodes[0]!.image.reference))?.platform
    if (names.length === 0 || platform === undefined) return
    const give = (nodes: readonly Node[]): Promise<NotTaken[]> =>
      share({ engine, from: first!, to: nodes, names, platform, signal, sent: Promise.resolve() })
    let left = await give(to)
    signal.throwIfAborted()
    // load-images may have put a layer of both there meanwhile. Where nothing can be pulled, a node without them never serves.
    if (left.length > 0) left = await give(left.map(({ node }) => node))
    signal.throwIfAborted()
    for (const { node, why } of left)
      notice(`${node.name} pulls ${names.join(', ')}, which could not be given to it: ${describeError(why)}`)
  },
}

/** Only what the node image brings: what the user's configuration loads comes at the same time, and may be there by half. */
export function findWanted(present: Pick<NodeImages, 'pinned'>, known: readonly Pick<NodeImages, 'index'>[]): string[] {
  return [...present.pinned].filter(
    (name) => !/@|^sha256:/.test(name) && !ofControlPlanes.test(name) && known.some(({ index }) => !index.has(name)),
  )
}

function findOtherVersions({ nodes, kubernetesVersion }: ClusterPlan): string[] {
  return nodes.filter(({ image }) => image.kubernetesVersion !== kubernetesVersion).map(({ name }) => name)
}
