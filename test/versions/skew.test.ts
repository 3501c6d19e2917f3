// Kubelets of each version that Kubernetes takes beside the newest control plane, and those that it does not. A short form is in cluster/workers.
import { expect, test } from 'vitest'
import { kubernetesVersions } from '../../images/kubernetes-versions.ts'
import { nodeImageName } from '../../images/node/assemble.ts'
import { ownName } from '../../images/node/plan-images.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { awaitRollout } from '../../src/kube/rollout.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { createCluster } from '../support/make-cluster.ts'

const [newest, ...older] = kubernetesVersions

test(`workers of ${older.join(', ')} join a control plane of ${newest}, and their pods resolve names`, async () => {
  const name = 'vitest-skew'
  const context = await createTestContext(name)
  const workers = older.map((version) => ({ role: 'worker' as const, image: nodeImageName(version) }))
  const handle = await createCluster({ name, nodes: [{ image: nodeImageName(newest!) }, ...workers] }, context)
  process.stdout.write(`${handle.timings.map(({ action, elapsedMs }) => `${action} ${(elapsedMs / 1e3).toFixed(1)}`).join(', ')}\n`)

  await using connection = await connectKube(handle.kubeconfig)
  const { items } = await connection.request<{ items: KubeNode[] }>({ path: '/api/v1/nodes' })
  expect(items.map(({ status }) => status.nodeInfo.kubeletVersion)).toEqual(kubernetesVersions)
  const names = items.slice(1).map(({ metadata }) => metadata.name)
  await applyManifests(
    connection,
    names.map((node) => deploymentOn(node)),
    { namespace: 'default' },
  )
  for (const node of names) await awaitRollout(connection, 'Deployment', node, 'default', startDeadline('a test', 120_000))
})

test('a kubelet newer than the control plane is refused before anything is made', async () => {
  const name = 'vitest-skew-refused'
  const context = await createTestContext(name)
  const nodes = [{ image: nodeImageName(older[0]!) }, { role: 'worker' as const, image: nodeImageName(newest!) }]
  await expect(createCluster({ name, nodes }, context)).rejects.toThrow(
    `nodes[1].image  ${name}-worker is ${newest} beside ${name}-control-plane, which is ${older[0]}: Kubernetes takes`,
  )
  expect(context.events).toEqual([])
})

interface KubeNode {
  readonly metadata: { readonly name: string }
  readonly status: { readonly nodeInfo: { readonly kubeletVersion: string } }
}

/** Ready when a Service has a name there. */
function deploymentOn(node: string): object {
  const container = {
    name: 'main',
    image: ownName('local-path-helper'),
    imagePullPolicy: 'Never',
    command: ['sleep', '1000'],
    readinessProbe: { exec: { command: ['nslookup', 'kubernetes.default.svc.cluster.local'] }, periodSeconds: 1, timeoutSeconds: 5 },
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: node },
    spec: {
      selector: { matchLabels: { app: node } },
      template: { metadata: { labels: { app: node } }, spec: { nodeName: node, containers: [container] } },
    },
  }
}
