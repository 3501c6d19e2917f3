// A plan as the real thing makes it, on a host that is always the same.
import type { ClusterOptions } from '../../src/config/options.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import type { HostFacts, ImageFacts } from '../../src/plan/host-facts.ts'
import { planCluster, type ClusterPlan } from '../../src/plan/plan.ts'

const image: ImageFacts = {
  reference: 'vitest-kind/node:v1.37.2',
  id: 'sha256:1',
  kubernetesVersion: 'v1.37.2',
  pausesItself: true,
  hurries: ['namespaces', 'waits'],
}

export function samplePlan(options: ClusterOptions = {}, host: Partial<HostFacts> = {}, images: Partial<ImageFacts> = {}): ClusterPlan {
  const { spec, policy } = resolveOptions({ name: 'web', ...options }, 'a test')
  return planCluster({
    spec,
    policy,
    host: {
      engineHost: '127.0.0.1',
      network: { name: 'kind', subnet: '172.18.0.0/16', ipv6: true, ipv6Subnet: 'fc00:f853:ccd:e793::/64', takenAddresses: [] },
      images: spec.nodes.map(() => ({ ...image, ...images })),
      machine: { cpus: 8, memoryBytes: 16 * 2 ** 30 },
      rootless: false,
      remapsUsers: false,
      needsDeviceMapper: false,
      proxies: { http: undefined, https: undefined, no: undefined },
      snapshotter: undefined,
      freePorts: [20_001, 20_002, 20_003],
      loadBalancerImage: image.reference,
      ...host,
    },
    owner: { host: 'laptop', bootId: 'b00t', pid: 42, startedAtMs: 0, stays: false },
    bootstrapToken: 'abcdef.0123456789abcdef',
    createdAtMs: 0,
    packageVersion: '0.1.0',
  })
}
