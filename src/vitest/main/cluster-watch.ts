// What happens to clusters when the run does not end by itself: the reaper, started with the first cluster, and a word to
// the person who interrupts. Main process only.
import type { EngineEnvironment } from '../../docker/connect.ts'
import type { ReaperTarget } from '../../reaper/messages.ts'
import type { Reaper } from '../../reaper/start.ts'
import { describeError } from '../../support/errors.ts'
import type { ClusterTraces } from '../../verbs/context.ts'
import { onInterrupt } from './interrupt.ts'

export interface ClusterWatch {
  /** Resolves when the cluster will be removed whatever happens to this process. Throws when nothing can see to that. */
  add(traces: ClusterTraces): Promise<void>
  /** For a cluster that is to stay. */
  release(cluster: string): Promise<void>
  /** Nothing is left to remove. */
  end(): Promise<void>
}

export interface WatchOptions {
  readonly environment: EngineEnvironment
  readonly print: (line: string) => void
  readonly startReaper?: () => Promise<Reaper>
}

// Whoever ends it this often does so on purpose.
const mostStarts = 5

export function createClusterWatch({ environment, print, startReaper = loadAndStart }: WatchOptions): ClusterWatch {
  const targets = new Map<string, ReaperTarget>()
  let reaper: Promise<Reaper> | undefined
  let starts = 0
  let stopListening: (() => void) | undefined

  /** One that knows all targets. A start that failed is not remembered: the next cluster tries again. */
  function requireReaper(): Promise<Reaper> {
    if (reaper) return reaper
    const starting = start()
    reaper = starting
    const forget = (): void => void (reaper === starting && (reaper = undefined))
    starting.then(({ ended }) => ended.then((how) => reaper === starting && (forget(), replace(how))), forget)
    return starting
  }
  async function start(): Promise<Reaper> {
    starts += 1
    const started = await startReaper()
    for (const target of targets.values()) await started.watch(target)
    return started
  }
  /** Killed by somebody, or for want of memory: the clusters that are there need another. */
  function replace(how: string): void {
    if (targets.size === 0) return
    const give = (reason: string): void =>
      print(
        ` kind  the process that removes clusters after a killed run has ended (${reason}): ${[...targets.keys()].join(', ')} would stay`,
      )
    if (starts >= mostStarts) give(how)
    else requireReaper().catch((error: unknown) => give(describeError(error)))
  }
  return {
    async add(traces) {
      stopListening ??= onInterrupt(() => print(` kind  interrupted: ${[...targets.keys()].join(', ')} will be removed in the background`))
      const target = { ...traces, environment }
      const present = await requireReaper()
      targets.set(traces.cluster, target)
      try {
        await present.watch(target)
      } catch (error) {
        targets.delete(traces.cluster)
        throw error
      }
    },
    async release(cluster) {
      if (!targets.delete(cluster)) return
      await (await reaper)?.forget(cluster)
    },
    async end() {
      stopListening?.()
      stopListening = undefined
      targets.clear()
      const last = reaper
      reaper = undefined
      await (await last?.catch(() => undefined))?.goodbye()
    },
  }
}

async function loadAndStart(): Promise<Reaper> {
  const reaper = await import('../../reaper/start.ts')
  return reaper.startReaper()
}
