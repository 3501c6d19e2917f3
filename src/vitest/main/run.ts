// The clusters of one Vitest process: made once for each set of options however many projects and files ask, removed when
// Vitest closes. Main process only.
import { rm } from 'node:fs/promises'
import type { TestProject, Vitest } from 'vitest/node'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { readEnvironment } from '../../config/env.ts'
import type { ExistingCluster } from '../../config/existing-cluster.ts'
import type { ClusterOptions } from '../../config/options.ts'
import { hashData } from '../../support/hash.ts'
import { createLogGroups } from '../../support/log-groups.ts'
import { withReuse } from '../../config/choose-reuse.ts'
import { createClusterWatch } from './cluster-watch.ts'
import { createHolder, type HeldCluster } from './held-cluster.ts'
import { createLimit } from '../../support/limit.ts'
import { createLoadBalancers } from './load-balancers.ts'
import { prepareArtifacts } from './prepare-artifacts.ts'
import { renderUsable } from './report.ts'
import { createPools } from './pools.ts'
import { createRunEvidence } from './run-evidence.ts'
import { createRunPages, type PagePolicy, type RunPages } from './run-pages.ts'

// Two boots share two cores without missing kubeadm's own timeouts; more only makes all of them late.
const bootsAtOnce = 2

export interface ClusterWish {
  readonly options: ClusterOptions
  /** Of the project: where the path of a kind configuration counts from. */
  readonly root: string
  /** Where the options stand, for an error about them. */
  readonly source: string
  /** Of a declared cluster: its place in the configuration. When other options stand there later, the former cluster goes. */
  readonly place?: string
  /** Whether no test has run yet, and so nothing else is printed while it is made. */
  readonly beforeTests?: boolean
}

export interface ExistingWish {
  readonly cluster: ExistingCluster
  readonly root: string
}

export interface ClusterRun {
  readonly pages: RunPages
  /** Where kubeconfigs and evidence go; it is there, and can be written to. Throws KIND_CONFIG_INVALID when there is no such place. */
  artifactsDirectory(): Promise<string>
  /** The cluster of these options; whoever asks first has it made. Bad options throw before anything is started. */
  acquire(wish: ClusterWish): Promise<ClusterHandle>
  /** One that nobody else is given. Bad options are told by `handle`, before anything is started. */
  acquireIsolated(wish: ClusterWish): IsolatedCluster
  /** A cluster that is there already: a kubeconfig of ours for it, which goes at the end; the cluster stays as it is. */
  takeExisting(wish: ExistingWish): Promise<ClusterHandle>
  /** What a project wants to be kept of its tests: where several differ, the most of it. */
  noteArtifacts(when: PagePolicy): void
  /** Removes every cluster that is not to stay. Goes on after an error and throws them all at the end. */
  close(failed: boolean): Promise<void>
}

export interface IsolatedCluster {
  readonly handle: Promise<ClusterHandle>
  /** Resolves when it is gone, once for all who ask; ends a boot that is under way. It stays where it is to be kept after a failure. */
  remove(failed: boolean): Promise<void>
}

/** A run without clusters; the first `acquire` loads and starts what clusters need. `isOurs`: of a project that has joined. */
export function createRun(vitest: Vitest, isOurs: (project: TestProject) => boolean): ClusterRun {
  const environment = readEnvironment()
  const print = (line: string | undefined): void => void (line !== undefined && vitest.logger.log(line))
  const watch = createClusterWatch({ environment: environment.engine, print })
  const limit = createLimit(bootsAtOnce)
  const held = new Map<string, HeldCluster>()
  const places = new Map<string, string>()
  const closing = new AbortController()
  const files = new Set<string>()
  const wanted = new Set<PagePolicy>()
  const policy = (): PagePolicy => (['always', 'on-failure', 'never'] as const).find((when) => wanted.has(when)) ?? 'on-failure'
  const pools = createPools({ environment, print, artifactsDirectory: () => run.artifactsDirectory() })
  let isolatedCount = 0
  let chosen: Promise<string> | undefined

  const pages = createRunPages({ vitest, isOurs, print, policy, artifactsDirectory: () => run.artifactsDirectory() })

  const holder = createHolder({
    environment,
    print,
    artifactsDirectory: () => run.artifactsDirectory(),
    watch,
    balancers: createLoadBalancers(environment, print),
    evidence: createRunEvidence({ environment, root: vitest.config.root, print }),
    pages,
    groups: createLogGroups(print, environment.terminal.groups),
    keepsEvidence: () => policy() !== 'never',
  })

  async function vacate(place: string, key: string): Promise<void> {
    const former = places.get(place)
    places.set(place, key)
    if (former === undefined || [...places.values()].includes(former)) return
    const old = held.get(former)
    held.delete(former)
    if (old) await holder.release(old, false)
  }

  const run: ClusterRun = {
    pages,
    artifactsDirectory() {
      chosen ??= prepareArtifacts(vitest, print)
      // Watch mode: the folder may be there for the next run of the tests.
      chosen.catch(() => (chosen = undefined))
      return chosen
    },
    async acquire({ options, source, root, place, beforeTests }) {
      const { resolveRequest } = await import('../../verbs/request/request.ts')
      const asked = withReuse(options, { word: environment.reuse, watches: vitest.config.watch })
      const request = await resolveRequest(asked, { source, directory: root })
      // Without the name, when it is made up: the same options are the same cluster.
      const key = hashData({ ...request, spec: { ...request.spec, name: request.named ? request.spec.name : undefined } })
      pools.note(request)
      const vacated = place === undefined ? undefined : vacate(place, key)
      let known = held.get(key)
      if (!known) {
        // Vacated first: the new cluster may want the former one's name.
        const acquired = limit(async () => {
          await vacated
          return holder.acquire(request, closing.signal, { beforeTests: beforeTests === true })
        })
        known = { keepOnFailure: request.policy.keepOnFailure, acquired }
        held.set(key, known)
        // Not remembered when it fails: a later ask, such as a rerun in watch mode, tries again.
        acquired.catch(() => held.delete(key))
      }
      const [{ handle }] = await Promise.all([known.acquired, vacated])
      return handle
    },
    acquireIsolated({ options, source, root }) {
      const over = new AbortController()
      const signal = AbortSignal.any([closing.signal, over.signal])
      const key = `isolated ${(isolatedCount += 1)}`
      const making = (async () => {
        const { resolveRequest } = await import('../../verbs/request/request.ts')
        const request = await resolveRequest(options, { source, directory: root })
        const one: HeldCluster = {
          keepOnFailure: request.policy.keepOnFailure,
          acquired: limit(async () => {
            signal.throwIfAborted()
            return holder.acquire(request, signal)
          }),
        }
        pools.note(request)
        // The end of the run must find it, too.
        held.set(key, one)
        one.acquired.catch(() => held.delete(key))
        return one
      })()
      return {
        handle: making.then(async ({ acquired }) => (await acquired).handle),
        async remove(failed) {
          over.abort(new Error('the test file ended'))
          const one = await making.catch(() => undefined)
          if (!one) return
          await holder.release(one, failed)
          held.delete(key)
          const cluster = await one.acquired.catch(() => undefined)
          if (cluster) await watch.release(cluster.handle.name)
        },
      }
    },
    async takeExisting({ cluster, root }) {
      const { takeByKubeconfig } = await import('../../verbs/take-by-kubeconfig.ts')
      const directory = await run.artifactsDirectory()
      const tape = pages.begin()
      const taken = await takeByKubeconfig(cluster, { root, directory, environment, signal: closing.signal })
      files.add(taken.directory)
      print(renderUsable(taken.handle, taken.elapsedMs))
      pages.follow(tape, taken.handle)
      return taken.handle
    },
    noteArtifacts: (when) => void wanted.add(when),
    async close(failed) {
      closing.abort(new Error('the test run ended'))
      const outcomes = await Promise.allSettled([...held.values()].map((one) => holder.release(one, failed)))
      held.clear()
      await pages.write()
      await pools.fill()
      for (const directory of files) await rm(directory, { recursive: true, force: true })
      const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
      // What could not be removed is the reaper's when this process ends.
      if (errors.length === 0) return holder.hasLeft() ? undefined : watch.end()
      throw errors.length === 1 ? errors[0] : new AggregateError(errors, `${errors.length} clusters could not be removed`)
    },
  }
  return run
}
