// Applies the storage provisioner the image ships: its StorageClass `standard` is the default one.
import { applyManifests } from '../../kube/manifests/apply.ts'
import { nodePaths } from '../../plan/node-paths.ts'
import { requireFirstNode } from '../require-nodes.ts'
import type { BootAction, BootContext } from '../action.ts'

export const installStorage: BootAction<BootContext> = {
  name: 'install-storage',
  concerns: ({ state }) => state === undefined,
  async run(context) {
    const node = await requireFirstNode(context)
    const faster = context.plan.spec.fidelity === 'fast' ? await node.read(nodePaths.nodeStorageManifest) : undefined
    const manifest = faster ?? (await node.read(nodePaths.storageManifest))
    if (manifest === undefined) {
      context.notice(`the node image ships no storage: ${nodePaths.storageManifest} is absent, PersistentVolumeClaims stay pending`)
      return
    }
    await applyManifests(await context.connect(context.signal), manifest, { signal: context.signal })
  },
}
