// Options + defaults → spec and policy. Pure but for the random name of a cluster that nobody will look for.
import { randomBytes } from 'node:crypto'
import { hashData } from '../support/hash.ts'
import { ConfigError } from '../support/errors.ts'
import { defaults } from './defaults.ts'
import type { ClusterOptions, NodeOptions } from './options.ts'
import { findOptionProblems } from './schema.ts'
import type { ClusterPolicy, ClusterSpec, NodeSpec } from './spec.ts'

export interface ResolvedOptions {
  readonly spec: ClusterSpec
  readonly policy: ClusterPolicy
}

/**
 * What the options mean. Throws KIND_CONFIG_INVALID with all problems at once, each with its path.
 *
 * @param source where the options stand, for the error: `kind() in vitest.config.ts`
 */
export function resolveOptions(options: ClusterOptions, source: string): ResolvedOptions {
  const problems = findOptionProblems(options)
  if (problems.length > 0) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `${count} in the cluster options (${source})`, problems: [...problems, 'nothing was started'] })
  }
  const unnamed: Omit<ClusterSpec, 'name'> = {
    version: (options.version ?? defaults.version).replace(/^v/, ''),
    nodes: resolveNodes(options),
    labels: options.labels ?? defaults.labels,
    networking: {
      ipFamily: 'ipv4',
      podSubnet: options.networking?.podSubnet ?? defaults.podSubnet,
      serviceSubnet: options.networking?.serviceSubnet ?? defaults.serviceSubnet,
      apiServerAddress: options.networking?.apiServerAddress ?? defaults.apiServerAddress,
      apiServerPort: options.networking?.apiServerPort ?? defaults.apiServerPort,
      disableDefaultCNI: options.networking?.disableDefaultCNI ?? defaults.disableDefaultCNI,
      kubeProxyMode: 'iptables',
      dnsSearch: null,
    },
    featureGates: {},
    runtimeConfig: {},
    kubeadmConfigPatches: [],
    kubeadmConfigPatchesJSON6902: [],
    containerdConfigPatches: [],
    containerdConfigPatchesJSON6902: [],
  }
  const reuse = options.reuse ?? defaults.reuse
  // A reusable cluster's name follows from its spec: two runs that want the same cluster then collide on the first
  // container's name, which the engine hands out once. That is the lock.
  const suffix = reuse === 'always' ? hashData(unnamed).slice(0, 6) : randomBytes(3).toString('hex')
  return {
    spec: { name: options.name ?? `vitest-${suffix}`, ...unnamed },
    policy: {
      reuse,
      keepOnFailure: options.keepOnFailure ?? defaults.keepOnFailure,
      bootTimeoutMs: options.bootTimeout ?? defaults.bootTimeout,
      images: options.images ?? defaults.images,
    },
  }
}

function resolveNodes(options: ClusterOptions): NodeSpec[] {
  const workers = Array.from({ length: options.workers ?? defaults.workers }, (): NodeOptions => ({ role: 'worker' }))
  const nodes: readonly NodeOptions[] = options.nodes ?? [{}, ...workers]
  return nodes.map((node) => ({ role: node.role ?? 'control-plane', image: node.image ?? options.image ?? null, labels: node.labels ?? {}, taints: null, env: {}, memoryBytes: null, cpus: null, extraMounts: [], extraPortMappings: [], kubeadmConfigPatches: [], kubeadmConfigPatchesJSON6902: [] }))
}
