// Options → everything a cluster of them would consist of, without asking an engine. What an engine would say is assumed, and told.
import { resolveOptions } from '../config/resolve.ts'
import type { ClusterOptions } from '../config/options.ts'
import { checkPlan } from '../plan/check-plan.ts'
import { planNodeFiles } from '../plan/node-files.ts'
import { planImageCandidates } from '../plan/node-image.ts'
import { networkRanges, ulaRange } from '../plan/network.ts'
import { planCluster } from '../plan/plan.ts'
import type { ClusterContext } from './context.ts'
import { loadOptions } from './load-options.ts'
import { currentOwner } from './owner.ts'
import { packageVersion } from '../support/package-version.ts'

/** Plain data, for people as YAML and for programs as JSON. */
export interface DryRun {
  readonly name: string
  readonly kubernetesVersion: string
  /** What was not asked of an engine. */
  readonly assumed: Readonly<Record<string, unknown>>
  /** What would be said at the start. */
  readonly notices: readonly string[]
  /** Bodies of the engine's create-container calls, in the order of creation. */
  readonly containers: readonly object[]
  /** Container → path → content, as it would be there before the start. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Throws KIND_CONFIG_INVALID with every problem, as a creation would. */
export async function planDryRun(options: ClusterOptions, context: Pick<ClusterContext, 'environment' | 'source'>): Promise<DryRun> {
  const source = context.source ?? 'the options given'
  const { spec, policy } = resolveOptions(await loadOptions(options, source), source)
  const choice = planImageCandidates(spec.version)
  const image = (asked: string | null) => ({ reference: asked ?? choice.stock, id: 'unknown', kubernetesVersion: `v${choice.stock.split(':v').at(-1)}`, pausesItself: false })
  const host = {
    engineHost: '127.0.0.1',
    network: { name: context.environment.network, subnet: networkRanges[0]!, ipv6Subnet: ulaRange(context.environment.network), ipv6: true, takenAddresses: [] },
    images: spec.nodes.map((node) => image(node.image)),
    machine: undefined,
    rootless: false,
    remapsUsers: false,
    needsDeviceMapper: false,
    proxies: context.environment.proxies,
    snapshotter: context.environment.snapshotter,
    freePorts: [],
    loadBalancerImage: undefined,
  }
  const plan = planCluster({ spec, policy, host, owner: currentOwner(context.environment.ciRun), bootstrapToken: 'abcdef.0123456789abcdef', createdAtMs: Date.now(), packageVersion })
  const notices = checkPlan(plan)
  const files = plan.nodes.map((node) => {
    const { files: planned } = planNodeFiles(plan, node, {
      cgroupVersion: 2,
      lacksSysResource: false,
      addresses: { ipv4: node.fixed.ipv4 ?? '', ipv6: node.fixed.ipv6 ?? '' },
      containerdConfig: 'version = 2\n',
    })
    return [node.name, Object.fromEntries(planned.map(({ path, content }) => [path, content]))] as const
  })
  const balancer = plan.loadBalancer
  return {
    name: spec.name,
    kubernetesVersion: plan.kubernetesVersion,
    assumed: { network: host.network.subnet, ipv6Network: host.network.ipv6Subnet, images: 'those published for kind', cgroups: 'version 2', containerd: "the image's own configuration, version 2, which patches are shown alone", bootstrapToken: 'each cluster has its own' },
    notices,
    containers: [...plan.nodes.map((node) => node.container), ...(balancer ? [balancer.container] : [])],
    files: Object.fromEntries([...files, ...(balancer ? [[balancer.name, Object.fromEntries(balancer.files.map(({ path, content }) => [path, content]))] as const] : [])]),
  }
}
