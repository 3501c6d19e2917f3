// A control plane and a worker of another version: share-images, join-workers, load-images into both, write-kubeconfig, and pods that reach each other across nodes.
import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { oldestKubernetes } from '../../images/kubernetes-versions.ts'
import { nodeImageName } from '../../images/node/assemble.ts'
import { keepsLayersUnpacked } from '../../src/cluster/share/read-engine-images.ts'
import { readEngineFacts } from '../../src/docker/engine-facts.ts'
import { awaitPodReady } from '../support/await-pod.ts'
import { createCluster } from '../support/make-cluster.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { findNodes } from '../support/open-nodes.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createTestContext } from '../support/cluster-context.ts'
import { expectVolume } from '../support/volume.ts'

const name = 'vitest-workers'

interface Worker {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly status: { readonly nodeInfo: { readonly kubeletVersion: string } }
}

/** A pod of an image that only the host's engine had, on a given node. */
const pod = (podName: string, node: string, image: string, command: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: podName, labels: { app: podName } },
  spec: {
    nodeName: node,
    tolerations: [{ operator: 'Exists' }],
    containers: [
      {
        name: 'main',
        image,
        imagePullPolicy: 'Never',
        command: ['/bin/busybox', 'sh', '-c', command],
        readinessProbe: { exec: { command: ['/bin/busybox', 'test', '-e', '/tmp/ready'] }, periodSeconds: 1 },
      },
    ],
  },
})

test('a node and one of an older Kubernetes run pods of a loaded image that reach each other by Service name', async () => {
  const context = await createTestContext(name)
  // So large that its layers are linked into the second node, with one that takes something away again.
  const busybox = await context.buildImage(
    (node) => [
      'FROM scratch',
      `COPY --from=${node} /kind/layers/busybox/ /`,
      'COPY large /large',
      'COPY small /gone/small',
      'RUN ["/bin/busybox", "rm", "-r", "/gone"]',
    ],
    // Not to be packed: an engine that keeps layers packed goes by that size.
    { large: randomBytes(33_750_000).toString('base64'), small: 'x' },
  )
  const home = join(homedir(), '.kube', 'config')
  const modified = async (): Promise<number | undefined> => (await stat(home).catch(() => undefined))?.mtimeMs
  const before = await modified()

  // As old as Kubernetes takes a kubelet beside this control plane.
  const older = nodeImageName(oldestKubernetes)
  const handle = await createCluster(
    { name, nodes: [{}, { role: 'worker', image: older, labels: { zone: 'b' } }], images: [busybox] },
    context,
  )
  expect(handle.nodes.map((one) => one.name)).toEqual([`${name}-control-plane`, `${name}-worker`])
  expect((await stat(handle.kubeconfigPath)).mode & 0o777, 'the kubeconfig is ours alone').toBe(0o600)
  expect(await modified(), "the user's own kubeconfig is not touched").toBe(before)

  await using connection = await connectKube(handle.kubeconfig)
  const worker = await connection.request<Worker>({ path: `/api/v1/nodes/${name}-worker` })
  expect(worker.metadata.labels).toMatchObject({ zone: 'b' })
  expect(worker.status.nodeInfo.kubeletVersion).toBe(oldestKubernetes)
  expect(context.finished()).toContain('share-images')

  const deadline = startDeadline('a test', 60_000)
  await applyManifests(
    connection,
    [
      pod(
        'server',
        `${name}-worker`,
        busybox,
        '[ $(/bin/busybox stat -c %s /large) = 45000000 ] && [ ! -e /gone ] || exit 1; b=/bin/busybox; $b mkdir -p /tmp/www; echo from the worker > /tmp/www/index.html; $b httpd -p 8080 -h /tmp/www; $b touch /tmp/ready; $b sleep 1000',
      ),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'server' },
        spec: { selector: { app: 'server' }, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ],
    { namespace: 'default' },
  )
  await awaitPodReady(connection, 'server', 'default', deadline)
  // Debian's static busybox crashes in getaddrinfo, which wget uses; nslookup resolves by itself.
  const ask =
    'b=/bin/busybox; until a=$($b nslookup server.default.svc.cluster.local | $b awk \'/^Address/ { a = $2 } END { print a }\') && printf "GET / HTTP/1.0\\r\\n\\r\\n" | $b nc -w 2 $a 80 | $b grep worker; do $b sleep 0.2; done'
  const whole = '[ $(/bin/busybox stat -c %s /large) = 45000000 ] && [ ! -e /gone ] || exit 1'
  await applyManifests(
    connection,
    pod('client', `${name}-control-plane`, busybox, `${whole}; ${ask}; $b touch /tmp/ready; $b sleep 1000`),
    {
      namespace: 'default',
    },
  )
  await awaitPodReady(connection, 'client', 'default', deadline)
  expect(await connection.request<string>({ path: '/api/v1/namespaces/default/pods/client/log' })).toContain('from the worker')

  const [first, second] = await findNodes(context.engine, name)
  // With the reason, where it was sent to both.
  const said = context.events.flatMap((event) => (event.type === 'detail' && event.text.includes(busybox) ? [event.text] : []))
  expect(said.toSorted()).toEqual(
    [first!, second!].map((node) => expect.stringMatching(`^Image: .* not yet present on node "${node.name}", loading`) as string),
  )
  await expectVolume(connection, second!, busybox)
  // And in the engine's own store, where that keeps layers as they are.
  const links = keepsLayersUnpacked(await readEngineFacts(context.engine)) ? '3' : '2'
  for (const node of [first!, second!])
    expect((await node.run(['find', '/var/lib/containerd', '-name', 'large', '-links', links])).stdout, 'one file in both').toContain(
      '/large',
    )
  expect((await second!.run(['ls', '/var/lib'])).stdout, 'what lay ready is gone').not.toContain('vitest-kind-layers')

  // Packets to a Service that kube-proxy has not rewritten must not leave the node.
  expect((await first!.run(['ip', 'route', 'get', '10.96.255.254'], { allowFailure: true })).stdout).not.toMatch(/via .* dev eth0/)
})
