// Options → a new cluster; refuses a name that is taken.
import { resolveOptions } from '../config/resolve.ts'
import type { ClusterOptions } from '../config/options.ts'
import type { ClusterPolicy, ClusterSpec } from '../config/spec.ts'
import { bootCluster } from '../boot/boot-cluster.ts'
import { clusterDirectory } from '../boot/paths.ts'
import { connectEngine, type Engine } from '../docker/connect.ts'
import { findClusters } from '../nodes/find-nodes.ts'
import { kindLabels, renderOwner } from '../plan/labels.ts'
import { ConfigError } from '../support/errors.ts'
import type { ClusterContext } from './context.ts'
import type { ClusterHandle } from './handle.ts'
import { loadOptions } from './load-options.ts'
import { currentOwner } from './owner.ts'
import { packageVersion } from '../support/package-version.ts'
import { readHandle } from './read-handle.ts'

/** Creates a cluster and returns when it is usable. Throws KIND_CONFIG_INVALID, KIND_CLUSTER_EXISTS, or what stopped the boot. */
export async function createCluster(options: ClusterOptions, context: ClusterContext): Promise<ClusterHandle> {
  const source = context.source ?? 'the options given'
  const { spec, policy } = resolveOptions(await loadOptions(options, source), source)
  if (policy.reuse === 'existing') throw new ConfigError('KIND_CONFIG_INVALID', { what: "reuse: 'existing' takes a cluster and never makes one", do: 'acquireCluster takes it' })
  const engine = await connectEngine(context.environment.engine)
  const [existing] = await findClusters(engine, { [kindLabels.cluster]: spec.name })
  if (existing) throw clusterExists(spec.name, existing.containers.map((container) => container.name))
  return bootNewCluster(engine, spec, policy, context)
}

/** The part that {@link createCluster} and acquireCluster share. */
export async function bootNewCluster(engine: Engine, spec: ClusterSpec, policy: ClusterPolicy, context: ClusterContext): Promise<ClusterHandle> {
  const directory = clusterDirectory(context.artifactsDirectory, spec.name)
  const owner = currentOwner(context.environment.ciRun)
  const { timings } = await bootCluster({
    engine,
    spec,
    policy,
    environment: context.environment,
    owner,
    packageVersion,
    directory,
    onProgress: context.onProgress,
    signal: context.signal ?? new AbortController().signal,
    beforeFirstContainer: async () => context.beforeFirstContainer?.({ cluster: spec.name, owner: renderOwner(owner), directory }),
  })
  return readHandle(engine, spec.name, { directory, adopted: false, timings })
}

function clusterExists(name: string, containers: readonly string[]): ConfigError {
  return new ConfigError('KIND_CLUSTER_EXISTS', {
    what: `a cluster named "${name}" exists already; nothing was started`,
    seen: [`containers: ${containers.join(', ')}`],
    do: `npx vitest-kind delete cluster --name ${name}; or choose another name; or reuse: 'always' to adopt it`,
  })
}
