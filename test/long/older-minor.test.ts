// The oldest Kubernetes that can be built: its kubeadm reads another version of its documents, its kubelet and its control plane know
// other fields and flags, and the images beside it bear other tags. `npm test` builds this image, too.
import { expect, test } from 'vitest'
import { nodeImageName } from '../../images/node/assemble.ts'
import { ownName } from '../../images/node/plan-images.ts'
import { oldestKubernetes } from '../../images/kubernetes-versions.ts'
import { findNodes } from '../support/open-nodes.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitRollout } from '../../src/kube/rollout.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createCluster } from '../support/make-cluster.ts'
import { createTestContext } from '../support/cluster-context.ts'

const name = 'vitest-older'

/** Ready when a Service has a name in the cluster. */
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop' },
  spec: {
    selector: { matchLabels: { app: 'shop' } },
    template: {
      metadata: { labels: { app: 'shop' } },
      spec: {
        nodeName: `${name}-worker`,
        containers: [
          {
            name: 'main',
            image: ownName('local-path-helper'),
            imagePullPolicy: 'Never',
            command: ['sleep', '1000'],
            readinessProbe: {
              exec: { command: ['nslookup', 'kubernetes.default.svc.cluster.local'] },
              periodSeconds: 1,
              timeoutSeconds: 5,
            },
          },
        ],
      },
    },
  },
}

test(`a cluster of Kubernetes ${oldestKubernetes} runs a Deployment on a worker`, async () => {
  const context = await createTestContext(name)
  const image = nodeImageName(oldestKubernetes)
  const handle = await createCluster({ name, image, workers: 1 }, context)
  expect(handle.kubernetesVersion).toBe(oldestKubernetes)

  await using connection = await connectKube(handle.kubeconfig)
  expect(await connection.request({ path: '/version' })).toMatchObject({ gitVersion: oldestKubernetes, major: '1', minor: '34' })
  const { items: nodes } = await connection.request<{ items: { status: { nodeInfo: { kubeletVersion: string } } }[] }>({
    path: '/api/v1/nodes',
  })
  expect(nodes.map(({ status }) => status.nodeInfo.kubeletVersion)).toEqual([oldestKubernetes, oldestKubernetes])
  const [node] = await findNodes(context.engine, name)
  const { stdout } = await node!.run(['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', 'version'])
  expect(stdout).toContain(`Client Version: ${oldestKubernetes}`)
  expect(stdout).toContain(`Server Version: ${oldestKubernetes}`)

  await applyManifests(connection, [deployment])
  await awaitRollout(connection, 'Deployment', 'shop', 'default', startDeadline('a test', 120_000))
})
