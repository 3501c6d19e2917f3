// The clusters of one Vitest process: made once for each set of options however many projects and files ask, removed when
// Vitest closes. Main process only.
import { join } from 'node:path'
import type { Vitest } from 'vitest/node'
import type { AcquiredCluster } from '../cluster/acquire-cluster.ts'
import type { ClusterContext } from '../cluster/context.ts'
import type { ClusterHandle } from '../cluster/handle.ts'
import { readEnvironment } from '../config/env.ts'
import type { ClusterOptions } from '../config/options.ts'
import { resolveOptions } from '../config/resolve.ts'
import { hashData } from '../support/hash.ts'
import { createLimit } from './limit.ts'
import { createLifeline } from './lifeline.ts'
import { renderKept, renderProgress, renderRemoved, renderUsable } from './report.ts'

// Two boots share two cores without missing kubeadm's own timeouts; more only makes all of them late.
const bootsAtOnce = 2

export interface ClusterRequest {
  readonly options: ClusterOptions
  /** Of the project: where the path of a kind configuration counts from. */
  readonly root: string
  /** Where the options stand, for an error about them. */
  readonly source: string
  /** Of a declared cluster: its place in the configuration. When other options stand there later, the former cluster goes. */
  readonly place?: string
}

export interface ClusterRun {
  /** The cluster of these options; whoever asks first has it made. Bad options throw before anything is started. */
  acquire(request: ClusterRequest): Promise<ClusterHandle>
  /** Removes every cluster that is not to stay. Goes on after an error and throws them all at the end. */
  close(failed: boolean): Promise<void>
}

interface Held {
  readonly keepOnFailure: boolean
  readonly acquired: Promise<AcquiredCluster>
}

/** A run without clusters; the first `acquire` loads and starts what clusters need. */
export function createRun(vitest: Vitest): ClusterRun {
  const environment = readEnvironment()
  const artifactsDirectory = join(vitest.config.root, '.vitest', 'kind')
  const print = (line: string | undefined): void => void (line !== undefined && vitest.logger.log(line))
  const lifeline = createLifeline(environment.engine, print)
  const limit = createLimit(bootsAtOnce)
  const held = new Map<string, Held>()
  const places = new Map<string, string>()
  const closing = new AbortController()

  async function make({ options, source }: ClusterRequest): Promise<AcquiredCluster> {
    const { acquireCluster } = await import('../cluster/acquire-cluster.ts')
    const startedAt = performance.now()
    const context: ClusterContext = {
      environment,
      artifactsDirectory,
      source,
      signal: closing.signal,
      onProgress: (event) => print(renderProgress(event)),
      beforeFirstContainer: lifeline.watch,
    }
    const acquired = await acquireCluster(options, context)
    if (acquired.keep) await lifeline.forget(acquired.handle.name)
    print(renderUsable(acquired.handle, performance.now() - startedAt))
    return acquired
  }

  /** With what stands in a kind configuration. Most have none, and need not wait for what reads one. */
  async function load({ options, source, root }: ClusterRequest): Promise<ClusterOptions> {
    if (options.config === undefined) return options
    const { loadOptions } = await import('../cluster/load-options.ts')
    return loadOptions(options, source, root)
  }

  async function release({ acquired, keepOnFailure }: Held, failed: boolean): Promise<void> {
    // One that never came up was removed by its own making, which also told why.
    const cluster = await acquired.catch(() => undefined)
    if (!cluster || cluster.keep) return
    if (failed && keepOnFailure) return print(renderKept(cluster.handle))
    const { deleteCluster } = await import('../cluster/delete-cluster.ts')
    const startedAt = performance.now()
    await deleteCluster(cluster.handle.name, { environment, artifactsDirectory })
    print(renderRemoved(cluster.handle.name, performance.now() - startedAt))
  }

  async function vacate(place: string, key: string): Promise<void> {
    const former = places.get(place)
    places.set(place, key)
    if (former === undefined || [...places.values()].includes(former)) return
    const old = held.get(former)
    held.delete(former)
    if (old) await release(old, false)
  }

  return {
    async acquire(request) {
      const { source, place } = request
      const options = await load(request)
      const { spec, policy } = resolveOptions(options, source)
      const key = hashData({ spec: { ...spec, name: options.name }, policy })
      const vacated = place === undefined ? undefined : vacate(place, key)
      let known = held.get(key)
      if (!known) {
        // Vacated first: the new cluster may want the former one's name.
        const acquired = limit(async () => {
          await vacated
          return make({ ...request, options })
        })
        known = { keepOnFailure: policy.keepOnFailure, acquired }
        held.set(key, known)
        // Not remembered when it fails: a later ask, such as a rerun in watch mode, tries again.
        acquired.catch(() => held.delete(key))
      }
      const [{ handle }] = await Promise.all([known.acquired, vacated])
      return handle
    },
    async close(failed) {
      closing.abort(new Error('the test run ended'))
      const outcomes = await Promise.allSettled([...held.values()].map((one) => release(one, failed)))
      held.clear()
      const errors = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
      if (errors.length === 0) return lifeline.end()
      throw errors.length === 1 ? errors[0] : new AggregateError(errors, `${errors.length} clusters could not be removed`)
    },
  }
}
