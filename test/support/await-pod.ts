// Waits for a pod of a test's own to be Ready; one that cannot become so ends the wait at once.
import { awaitObjects } from '../../src/kube/await-objects.ts'
import type { KubeConnection } from '../../src/kube/connection.ts'
import { whyHopeless } from '../../src/kube/verdicts/hopeless.ts'
import { judgePod } from '../../src/kube/verdicts/pod-verdict.ts'
import type { Deadline } from '../../src/support/deadline.ts'

export async function awaitPodReady(connection: KubeConnection, name: string, namespace: string, deadline: Deadline): Promise<void> {
  await awaitObjects(connection, {
    path: `/api/v1/namespaces/${namespace}/pods`,
    query: { fieldSelector: `metadata.name=${name}` },
    awaited: `readiness of Pod ${namespace}/${name}`,
    deadline,
    judge([pod]) {
      if (!pod) return { ready: false, why: `Pod ${name} does not exist in ${namespace}` }
      const hopeless = whyHopeless(pod)
      if (hopeless !== undefined) throw new Error(hopeless)
      return judgePod(pod)
    },
  })
}
