// Applies the manifests that a user named, as soon as the API takes them: controllers that look for new kinds only now and then, the
// garbage collector every 30 s, find them at their first look.
import { installManifests } from '../../kube/manifests/install.ts'
import type { BootAction, BootContext } from '../action.ts'

export const applyManifests: BootAction<BootContext> = {
  name: 'apply-manifests',
  concerns: ({ state }) => state === undefined,
  async run({ plan, connect, deadline, signal }) {
    const { manifests } = plan.policy
    if (manifests.length > 0) await installManifests(await connect(signal), manifests, deadline)
  },
}
