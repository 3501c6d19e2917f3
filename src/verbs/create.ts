// A request → a new cluster; refuses a name that is taken.
import { createActionNotes } from '../artifacts/note-actions.ts'
import { bootCluster } from '../boot/boot-cluster.ts'
import { requireCluster } from '../cluster/cluster.ts'
import { type ClusterHandle, readHandle } from '../cluster/handle.ts'
import { currentOwner } from '../cluster/owner.ts'
import { clusterDirectory } from '../cluster/paths.ts'
import type { Engine } from '../docker/connect.ts'
import { renderOwner } from '../plan/labels.ts'
import type { KeptState } from '../state/cluster-state.ts'
import { ConfigError } from '../support/errors.ts'
import { packageVersion } from '../support/package-version.ts'
import { type ClusterContext, openEngine } from './context.ts'
import { keepPrepared } from './keep-prepared.ts'
import { keepUnpacked } from './keep-unpacked.ts'
import { findExisting } from './existing/find-existing.ts'
import { keepBootPage } from './keep-boot-page.ts'
import { nameTaken } from './name-taken.ts'
import type { ClusterRequest } from './request/request.ts'

/** Creates a cluster, out of a state where one is given, and returns when it is usable. Throws KIND_CLUSTER_EXISTS, or what stopped the boot. */
export async function createCluster(request: ClusterRequest, context: ClusterContext, begin?: KeptState): Promise<ClusterHandle> {
  const { spec, policy } = request
  if (policy.reuse === 'existing')
    throw new ConfigError('KIND_CONFIG_INVALID', {
      what: "reuse: 'existing' takes a cluster and never makes one",
      do: 'acquireCluster takes it',
    })
  const engine = await openEngine(context)
  const { facts } = await findExisting(engine, spec)
  if (facts.containers.length > 0)
    throw clusterExists(
      spec.name,
      facts.containers.map(({ name }) => name),
    )
  if (facts.strangers.length > 0) throw nameTaken(spec.name, facts.strangers)
  return bootNewCluster(engine, request, context, begin)
}

/** The part that {@link createCluster} and acquireCluster share. */
export async function bootNewCluster(
  engine: Engine,
  { spec, policy }: ClusterRequest,
  context: ClusterContext,
  begin?: KeptState,
): Promise<ClusterHandle> {
  const directory = clusterDirectory(context.artifactsDirectory, spec.name)
  const owner = currentOwner({
    ciRun: context.environment.ciRun,
    ...(context.pool !== undefined && { pool: context.pool }),
    // Who asks to reuse it wants it to stay, whoever makes it.
    stays: policy.reuse !== 'never' || (context.lifetime ?? 'stays') === 'stays',
  })
  const actions = createActionNotes()
  const { plan, timings, moment, kubeconfig } = await bootCluster({
    engine,
    spec,
    policy,
    environment: context.environment,
    owner,
    packageVersion,
    begin,
    directory,
    onProgress(event) {
      actions.note(event)
      context.onProgress(event)
    },
    keepPage: keepBootPage({ spec, directory, packageVersion, startedAtMs: Date.now(), listActions: actions.list }),
    signal: context.signal,
    beforeFirstContainer: async () => context.beforeFirstContainer?.({ cluster: spec.name, owner: renderOwner(owner), directory }),
  })
  if (moment || (policy.prepared && policy.images.length > 0)) {
    const keep = async (signal: AbortSignal): Promise<void> => {
      const own = engine.until(signal)
      if (moment) await keepPrepared(own, { ...policy, name: spec.name }, moment, context.onProgress)
      await keepUnpacked(own, plan, context.onProgress)
    }
    if (context.background) context.background(keep)
    else await keep(context.signal)
  }
  // What it has read in the boot, no file of a node is read for again: an engine before 23.0 starts a process for each, of 0.04 s.
  const known = { kubernetesVersion: plan.kubernetesVersion, ...(kubeconfig !== undefined && { kubeconfig }) }
  return readHandle(await requireCluster(engine, spec.name), { directory, adopted: false, timings, ...known })
}

function clusterExists(name: string, containers: readonly string[]): ConfigError {
  return new ConfigError('KIND_CLUSTER_EXISTS', {
    what: `a cluster named "${name}" exists already; nothing was started`,
    seen: [`containers: ${containers.join(', ')}`],
    do: `npx vitest-kind delete cluster --name ${name}; or choose another name; or reuse: 'always' to adopt it`,
  })
}
