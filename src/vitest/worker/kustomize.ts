// A kustomization in a test file → what is applied: by the kubectl of this machine, or else that of a node. Worker side.
import type { BuildKustomization } from '../../kube/manifests/read-manifests.ts'
import { callMain } from './call-main.ts'
import type { TestScope } from './test-scope.ts'

/** For the cluster of that name. */
export function bindKustomize(cluster: string, scope: TestScope): BuildKustomization {
  return async (folder) => {
    const { kustomizeHere } = await import('../../kube/manifests/kustomize.ts')
    const built = await kustomizeHere(folder, scope.signal)
    return built ?? callMain(scope, 'kustomize', { cluster, folder }, { awaited: `the kustomization ${folder}, built in a node,` })
  }
}
