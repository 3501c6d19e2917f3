// What an overlay network promises, asked of a living cluster: a pod that serves on every node, and questions from one of them.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { applyManifests } from '../../src/kube/manifests/apply.ts'
import type { KubeConnection } from '../../src/kube/connection.ts'
import { awaitRollout } from '../../src/kube/rollout.ts'
import type { Node } from '../../src/cluster/node.ts'
import { startDeadline } from '../../src/support/deadline.ts'

export const nodePort = 30_080

interface Pod {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly nodeName: string }
  readonly status: { readonly podIPs: readonly { readonly ip: string }[] }
}

/** A pod on every node that tells its node's name and 1 MB of zeros, and a Service in front of them. Returns when all are Ready. */
export async function applyEcho(connection: KubeConnection, image: string, families: readonly ('IPv4' | 'IPv6')[]): Promise<void> {
  const serve =
    'b=/bin/busybox; $b mkdir -p /tmp/www; echo $NODE >/tmp/www/index.html; $b dd if=/dev/zero of=/tmp/www/big bs=1M count=1; exec $b httpd -f -p 8080 -h /tmp/www'
  const echo = { app: 'echo' }
  await applyManifests(
    connection,
    [
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata: { name: 'echo' },
        spec: {
          selector: { matchLabels: echo },
          template: {
            metadata: { labels: echo },
            spec: {
              tolerations: [{ operator: 'Exists' }],
              terminationGracePeriodSeconds: 0,
              containers: [
                {
                  name: 'echo',
                  image,
                  imagePullPolicy: 'Never',
                  command: ['/bin/busybox', 'sh', '-c', serve],
                  env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
                  readinessProbe: { httpGet: { port: 8080, path: '/' }, periodSeconds: 1 },
                },
              ],
            },
          },
        },
      },
      ...families.map((family) => ({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `echo-${family.toLowerCase()}` },
        spec: {
          type: 'NodePort',
          selector: echo,
          ipFamilies: [family],
          ports: [{ port: 80, targetPort: 8080, nodePort: family === 'IPv4' ? nodePort : nodePort + 1 }],
        },
      })),
    ],
    { namespace: 'default' },
  )
  await awaitRollout(connection, 'DaemonSet', 'echo', 'default', startDeadline('a test', 120_000))
}

/** Asks from the pod of `from` for the pods of all nodes, by every address, Service and name. `admin` is a control plane that is up. */
export async function expectOverlay(
  connection: KubeConnection,
  { admin, from, families }: { readonly admin: Node; readonly from: string; readonly families: readonly ('IPv4' | 'IPv6')[] },
): Promise<void> {
  const { items: pods } = await connection.request<{ items: Pod[] }>({
    path: '/api/v1/namespaces/default/pods',
    query: { labelSelector: 'app=echo' },
  })
  const client = pods.find((pod) => pod.spec.nodeName === from)!
  const sh = async (script: string): Promise<string> => {
    const { stdout, stderr } = await admin.run(['kubectl', 'exec', client.metadata.name, '--', '/bin/busybox', 'sh', '-c', script], {
      allowFailure: true,
    })
    return `${stdout}${stderr}`.trim()
  }
  for (const { spec, status } of pods) {
    expect(status.podIPs, `addresses of the pod on ${spec.nodeName}`).toHaveLength(families.length)
    for (const { ip } of status.podIPs) {
      expect(await sh(get(ip, 8080, '/')), `the pod on ${spec.nodeName}, from ${from}, at ${ip}`).toContain(spec.nodeName)
      // Segments of full size: a network that promises more than it carries stalls here.
      expect(Number(await sh(`${get(ip, 8080, '/big')} | /bin/busybox wc -c`)), `1 MB from ${ip}`).toBeGreaterThan(2 ** 20)
    }
  }
  for (const family of families) {
    const name = `echo-${family.toLowerCase()}`
    const { spec } = await connection.request<{ spec: { clusterIP: string } }>({ path: `/api/v1/namespaces/default/services/${name}` })
    const answers = await sh(
      `for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do ${get(spec.clusterIP, 80, '/')} | /bin/busybox tail -n 1; done`,
    )
    expect(new Set(answers.split('\n')).size, `the Service ${name} leads to several nodes: ${answers}`).toBeGreaterThan(1)
    expect(await sh(`/bin/busybox nslookup -type=${family === 'IPv4' ? 'a' : 'aaaa'} ${name}.default.svc.cluster.local`)).toContain(
      spec.clusterIP,
    )
  }
}

// Debian's static busybox crashes in getaddrinfo, which wget uses; nc takes addresses as they are.
function get(address: string, port: number, path: string): string {
  return `/bin/busybox printf 'GET ${path} HTTP/1.0\\r\\n\\r\\n' | /bin/busybox nc -w 5 ${address} ${port}`
}

/** The MTU of pods leaves room for what VXLAN adds: 50 bytes, over IPv6 70. */
export async function expectMtu(connection: KubeConnection, admin: Node, overhead: number): Promise<void> {
  const { items: pods } = await connection.request<{ items: Pod[] }>({
    path: '/api/v1/namespaces/default/pods',
    query: { labelSelector: 'app=echo' },
  })
  const { stdout: ofPod } = await admin.run([
    'kubectl',
    'exec',
    pods[0]!.metadata.name,
    '--',
    '/bin/busybox',
    'cat',
    '/sys/class/net/eth0/mtu',
  ])
  const { stdout: ofNode } = await admin.run(['cat', '/sys/class/net/eth0/mtu'])
  expect(Number(ofPod)).toBe(Number(ofNode) - overhead)
}

/** A pod reaches a program on the engine's host, the node's gateway, which sees the node: pods' own addresses are nothing outside. */
export async function expectEgress(connection: KubeConnection, admin: Node): Promise<void> {
  const { stdout: route } = await admin.run(['ip', '-4', 'route', 'show', 'default'])
  const gateway = /via (\S+)/.exec(route)![1]!
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.socket.remoteAddress ?? '')
    response.end('from the host')
  })
  await new Promise<void>((resolve) => void server.listen(0, gateway, resolve))
  try {
    const { items: pods } = await connection.request<{ items: Pod[] }>({
      path: '/api/v1/namespaces/default/pods',
      query: { labelSelector: 'app=echo' },
    })
    const script = get(gateway, (server.address() as AddressInfo).port, '/')
    const own = pods.find((pod) => pod.spec.nodeName === admin.name)!
    const { stdout } = await admin.run(['kubectl', 'exec', own.metadata.name, '--', '/bin/busybox', 'sh', '-c', script])
    expect(stdout).toContain('from the host')
    expect([admin.address, admin.ipv6Address]).toContain(seen[0])
  } finally {
    server.close()
  }
}
