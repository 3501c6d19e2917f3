// Applies the overlay network the image ships, unless it is left to the user.
import { applyManifests } from '../../kube/manifests/apply.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import { renderCniManifest } from '../../plan/cni-manifest.ts'
import { BootError } from '../../support/errors.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const installCni: BootAction<BootContext> = {
  name: 'install-cni',
  concerns: ({ state }) => state === undefined,
  async run(context) {
    if (context.plan.spec.networking.disableDefaultCNI) return
    const node = await requireFirstNode(context)
    const manifest = await node.read(nodePaths.cniManifest)
    if (manifest === undefined) {
      throw new BootError('KIND_BOOT_FAILED', {
        what: `the node image ships no overlay network: ${nodePaths.cniManifest} is absent on ${node.name}`,
        do: 'use another image, or networking.disableDefaultCNI: true with a network of your own',
      })
    }
    await applyManifests(await context.connect(context.signal), renderCniManifest(manifest, context.plan), { signal: context.signal })
  },
}
