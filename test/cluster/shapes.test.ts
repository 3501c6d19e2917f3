// Everything a kind configuration can say of a node and of the cluster's programs, on one cluster: it is really so.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { awaitPodReady } from '../support/await-pod.ts'
import { createCluster } from '../support/make-cluster.ts'
import { loadOptions } from '../../src/verbs/request/load-options.ts'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import { connectKube } from '../../src/kube/connection.ts'
import { findNodes } from '../support/open-nodes.ts'
import { startDeadline } from '../../src/support/deadline.ts'
import { createTestContext } from '../support/cluster-context.ts'

const name = 'vitest-shapes'

const config = (folder: string): string => `
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking:
  podSubnet: 10.200.0.0/16
  serviceSubnet: 10.201.0.0/20
  kubeProxyMode: nftables
  dnsSearch: [shapes.example]
featureGates:
  AllAlpha: false
runtimeConfig:
  api/alpha: "true"
kubeadmConfigPatches:
  - |
    kind: ClusterConfiguration
    apiServer:
      extraArgs:
        - name: audit-log-maxage
          value: "2"
kubeadmConfigPatchesJSON6902:
  - group: kubeadm.k8s.io
    version: v1beta4
    kind: ClusterConfiguration
    patch: '[{"op": "add", "path": "/apiServer/certSANs/-", "value": "api.shapes.example"}]'
containerdConfigPatches:
  - |
    [debug]
    level = "debug"
nodes:
  - role: control-plane
  - role: worker
    labels: { tier: frontend }
    extraMounts:
      - { hostPath: "${folder}", containerPath: /files, readOnly: true }
    extraPortMappings:
      - { containerPort: 30080, listenAddress: 127.0.0.1 }
    kubeadmConfigPatches:
      - |
        kind: KubeletConfiguration
        maxPods: 17
`

test('a cluster is as its configuration says', async () => {
  const context = await createTestContext(name)
  const folder = await mkdtemp(join(tmpdir(), 'vitest-shapes-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'greeting'), 'hello from the host\n')
  const busybox = await context.buildImage((node) => ['FROM scratch', `COPY --from=${node} /kind/layers/busybox/ /`])

  const { nodes, ...options } = await loadOptions({ config: config(folder) }, 'a test')
  // Beside what kind's format says of a node, what ours does.
  const limited = nodes!.map((node) =>
    node.role === 'worker'
      ? { ...node, memory: '2Gi', cpus: 1.5, taints: [{ key: 'tier', value: 'frontend', effect: 'NoSchedule' as const }] }
      : node,
  )
  const handle = await createCluster({ ...options, name, nodes: limited, images: [busybox], env: { SHAPE: 'round' } }, context)
  const [first, worker] = await findNodes(context.engine, name)
  const manifest = (await first!.read('/etc/kubernetes/manifests/kube-apiserver.yaml')) ?? ''
  expect(manifest).toContain('--feature-gates=AllAlpha=false')
  expect(manifest).toContain('--runtime-config=api/alpha=true')
  expect(manifest).toContain('--audit-log-maxage=2')
  expect((await worker!.run(['printenv', 'SHAPE'])).stdout).toBe('round\n')
  expect((await worker!.run(['cat', '/etc/resolv.conf'])).stdout).toContain('search shapes.example')
  expect(await worker!.read('/etc/containerd/config.toml')).toContain('level = "debug"')
  expect((await worker!.run(['touch', '/files/new'], { allowFailure: true })).exitCode).not.toBe(0)

  await using connection = await connectKube(handle.kubeconfig)
  const { groups } = await connection.request<{ groups: { versions: { version: string }[] }[] }>({ path: '/apis' })
  expect(groups.flatMap((group) => group.versions.map(({ version }) => version))).toContainEqual(expect.stringContaining('alpha'))
  const kubeWorker = await connection.request<KubeNode>({ path: `/api/v1/nodes/${name}-worker` })
  expect(kubeWorker).toMatchObject({
    metadata: { labels: { tier: 'frontend' } },
    spec: { taints: [{ key: 'tier', value: 'frontend', effect: 'NoSchedule' }] },
    // The scheduler sees the limits of the node, and not the host.
    status: { capacity: { pods: '17' }, allocatable: { memory: '2Gi', cpu: '1500m' } },
  })
  const { status } = await connection.request<KubeNode>({ path: `/api/v1/nodes/${name}-control-plane` })
  expect(status).toMatchObject({
    capacity: { pods: '110' },
    allocatable: { cpu: status.capacity['cpu'], memory: status.capacity['memory'] },
  })
  const { HostConfig, NetworkSettings } = await context.engine.docker.getContainer(worker!.id).inspect()
  expect(HostConfig).toMatchObject({ Memory: 2 * 2 ** 30, NanoCpus: 1.5e9 })

  // A pod reads the host's file; a NodePort leads from the host to it, through kube-proxy's nftables rules.
  const serve =
    'b=/bin/busybox; $b mkdir -p /tmp/www; $b cp /files/greeting /tmp/www/index.html; $b httpd -p 8080 -h /tmp/www; $b touch /tmp/ready; $b sleep 1000'
  await applyManifests(
    connection,
    [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'server', labels: { app: 'server' } },
        spec: {
          nodeSelector: { tier: 'frontend' },
          tolerations: [{ key: 'tier', operator: 'Exists' }],
          containers: [
            {
              name: 'main',
              image: busybox,
              imagePullPolicy: 'Never',
              command: ['/bin/busybox', 'sh', '-c', serve],
              volumeMounts: [{ name: 'files', mountPath: '/files' }],
              readinessProbe: { exec: { command: ['/bin/busybox', 'test', '-e', '/tmp/ready'] }, periodSeconds: 1 },
            },
          ],
          volumes: [{ name: 'files', hostPath: { path: '/files' } }],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'server' },
        spec: { type: 'NodePort', selector: { app: 'server' }, ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] },
      },
    ],
    { namespace: 'default' },
  )
  await awaitPodReady(connection, 'server', 'default', startDeadline('a test', 60_000))
  const published = NetworkSettings.Ports['30080/tcp']?.[0]
  expect(published).toMatchObject({ HostIp: '127.0.0.1' })
  await vi.waitFor(
    async () => expect(await (await fetch(`http://127.0.0.1:${published!.HostPort}/`)).text()).toBe('hello from the host\n'),
    { timeout: 60_000, interval: 200 },
  )
  const service = await connection.request<{ spec: { clusterIP: string } }>({ path: '/api/v1/namespaces/default/services/server' })
  expect(service.spec.clusterIP).toMatch(/^10\.201\./)
})

interface KubeNode {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> }
  readonly status: Readonly<Record<'capacity' | 'allocatable', Readonly<Record<string, string>>>>
}
