// What a node's fields come to in the engine's create-container call.
import { expect, test } from 'vitest'
import { chooseProxies } from '../../../src/plan/proxy-env.ts'
import { samplePlan } from '../../support/sample-plan.ts'

test('mounts, ports, environment and limits of a node', () => {
  const [node] = samplePlan({
    env: { ALL: 'yes', MINE: 'no' },
    networking: { dnsSearch: [] },
    nodes: [
      {
        env: { MINE: 'yes' },
        memory: '2Gi',
        cpus: 1.5,
        extraMounts: [
          { hostPath: '/data', containerPath: '/mnt' },
          { hostPath: '/data', containerPath: '/ro', readOnly: true, selinuxRelabel: true, propagation: 'Bidirectional' },
        ],
        extraPortMappings: [
          { containerPort: 30_080, hostPort: 8080, listenAddress: '127.0.0.1' },
          { containerPort: 30_080, protocol: 'udp' },
        ],
      },
    ],
  }).nodes
  const { Env, HostConfig, ExposedPorts } = node!.container
  expect({ Env, ExposedPorts, HostConfig }).toMatchObject({
    Env: expect.arrayContaining(['ALL=yes', 'MINE=yes', 'KIND_DNS_SEARCH=']),
    ExposedPorts: { '6443/tcp': {}, '30080/tcp': {}, '30080/udp': {} },
    HostConfig: {
      Memory: 2 * 2 ** 30,
      MemorySwap: 2 * 2 ** 30,
      NanoCpus: 1.5e9,
      Binds: ['/lib/modules:/lib/modules:ro', '/data:/mnt', '/data:/ro:ro,Z,rshared'],
      PortBindings: {
        '6443/tcp': [{ HostIp: '127.0.0.1', HostPort: '20001' }],
        '30080/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }],
        '30080/udp': [{ HostIp: '0.0.0.0', HostPort: '20002' }],
      },
    },
  })
})

test("behind a load balancer the asked-for port is the balancer's alone", () => {
  const plan = samplePlan({ controlPlanes: 3, networking: { apiServerPort: 6443 } })
  const published = [plan.loadBalancer!, ...plan.nodes].map(
    ({ container }) => (container.HostConfig as { PortBindings: Record<string, unknown> }).PortBindings['6443/tcp'],
  )
  const ours = [{ HostIp: '127.0.0.1', HostPort: '' }]
  expect(published).toEqual([[{ HostIp: '127.0.0.1', HostPort: '6443' }], ours, ours, ours])
})

test("the engine's own way of running decides what a node needs of it", () => {
  const host = (facts: Parameters<typeof samplePlan>[1]): object => samplePlan({}, facts).nodes[0]!.container.HostConfig
  expect(host({ remapsUsers: true, needsDeviceMapper: true })).toMatchObject({
    UsernsMode: 'host',
    Binds: ['/lib/modules:/lib/modules:ro', '/dev/mapper:/dev/mapper'],
  })
  expect(host({ rootless: true })).toMatchObject({ Devices: [{ PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse' }] })
  for (const field of ['UsernsMode', 'Devices', 'Memory', 'NanoCpus', 'Sysctls']) expect(host({})).not.toHaveProperty(field)
})

test('with IPv6, a node may use and forward it', () => {
  for (const ipFamily of ['ipv6', 'dual'] as const) {
    expect(samplePlan({ networking: { ipFamily } }).nodes[0]!.container.HostConfig).toMatchObject({
      Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.all.forwarding': '1' },
    })
  }
})

test("a proxy is for the world: neither the cluster's ranges nor its nodes go through it", () => {
  const [node] = samplePlan({ workers: 1 }, { proxies: { http: 'http://proxy:3128', https: undefined, no: 'corp.example' } }).nodes
  expect(node!.container.Env).toEqual(
    expect.arrayContaining([
      'HTTP_PROXY=http://proxy:3128',
      'http_proxy=http://proxy:3128',
      'NO_PROXY=172.18.0.0/16,fc00:f853:ccd:e793::/64,corp.example,10.96.0.0/16,10.244.0.0/16,web-control-plane,web-worker,.svc,.svc.cluster,.svc.cluster.local',
    ]),
  )
})

test('nor does the load balancer', () => {
  const [node] = samplePlan({ controlPlanes: 3 }, { proxies: { http: 'http://proxy:3128', https: undefined, no: undefined } }).nodes
  expect(node!.container.Env).toContainEqual(expect.stringMatching(/^NO_PROXY=.*,web-control-plane3,web-external-load-balancer,\.svc,/))
})

test("the environment's proxies win over the docker program's; what goes past them is the environment's word", () => {
  const none = { http: undefined, https: undefined, no: undefined }
  const configured = { http: 'http://docker:1', https: undefined, no: 'docker.example' }
  expect(chooseProxies({ ...none, https: 'http://shell:1' }, configured)).toEqual({ ...none, https: 'http://shell:1' })
  expect(chooseProxies({ ...none, no: 'shell.example' }, configured)).toEqual({ ...configured, no: 'shell.example' })
  expect(chooseProxies(none, configured)).toEqual(configured)
})
