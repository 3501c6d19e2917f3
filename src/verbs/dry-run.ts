// A request → everything a cluster of them would consist of, without asking an engine. What an engine would say is assumed, and told.
import { checkAssumedPlan } from '../plan/check-plan.ts'
import { planNodeFiles } from '../plan/node-files.ts'
import { assumeHost } from '../plan/assume-host.ts'
import { readEnginePlaces } from '../docker/engine-places.ts'
import { hostOfEngine } from '../plan/api-address.ts'
import { describeUntried } from '../plan/node-image.ts'
import { planCluster } from '../plan/plan.ts'
import type { ClusterContext } from './context.ts'
import type { ClusterRequest } from './request/request.ts'
import { currentOwner } from '../cluster/owner.ts'
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

/** Throws what only the plan can find, as a creation would. */
export async function planDryRun({ spec, policy }: ClusterRequest, context: Pick<ClusterContext, 'environment'>): Promise<DryRun> {
  const { proxies, snapshotter, network, engine } = context.environment
  const [place] = await readEnginePlaces(engine).catch(() => [])
  const engineHost = hostOfEngine(place?.address ?? 'unix://')
  const host = assumeHost(spec, { engineHost, network, proxies, snapshotter })
  const plan = planCluster({
    spec,
    policy,
    host,
    owner: currentOwner({ ciRun: context.environment.ciRun, stays: true }),
    bootstrapToken: 'abcdef.0123456789abcdef',
    createdAtMs: Date.now(),
    packageVersion,
  })
  const untried = spec.nodes.some((node) => node.image === null) ? describeUntried(spec.version) : undefined
  const notices = [...(untried === undefined ? [] : [untried]), ...checkAssumedPlan(plan)]
  const files = plan.nodes.map((node) => {
    const { files: planned, notices: skipped } = planNodeFiles(plan, node, {
      cgroupVersion: 2,
      lacksSysResource: false,
      addresses: { ipv4: node.fixed.ipv4 ?? '', ipv6: node.fixed.ipv6 ?? '' },
      containerdConfig: 'version = 2\n',
    })
    notices.push(...skipped.map((text) => `${text} (where it has that version, as assumed)`).filter((text) => !notices.includes(text)))
    return [node.name, Object.fromEntries(planned.map(({ path, content }) => [path, content]))] as const
  })
  const balancer = plan.loadBalancer
  return {
    name: spec.name,
    kubernetesVersion: plan.kubernetesVersion,
    assumed: {
      network: host.network.subnet,
      ipv6Network: host.network.ipv6Subnet,
      engineHost,
      images: 'not asked for: their versions are what their names tell',
      cgroups: 'version 2',
      containerd: "the image's own configuration, version 2, which patches are shown alone",
      bootstrapToken: 'each cluster has its own',
    },
    notices,
    containers: [...plan.nodes.map((node) => node.container), ...(balancer ? [balancer.container] : [])],
    files: Object.fromEntries([
      ...files,
      ...(balancer ? [[balancer.name, Object.fromEntries(balancer.files.map(({ path, content }) => [path, content]))] as const] : []),
    ]),
  }
}
