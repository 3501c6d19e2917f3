// What happens to clusters when the run does not end by itself: the reaper, started with the first cluster, and a word to
// the person who interrupts. Main process only.
import type { ClusterTraces } from '../cluster/context.ts'
import type { EngineEnvironment } from '../docker/connect.ts'
import type { Reaper } from '../reaper/start.ts'
import { onInterrupt } from './interrupt.ts'

export interface Lifeline {
  /** Resolves when the cluster will be removed whatever happens to this process. */
  watch(traces: ClusterTraces): Promise<void>
  /** For a cluster that is to stay. */
  forget(cluster: string): Promise<void>
  /** Nothing is left to remove. */
  end(): Promise<void>
}

export function createLifeline(environment: EngineEnvironment, print: (line: string) => void): Lifeline {
  const watched = new Set<string>()
  let reaper: Promise<Reaper> | undefined
  let stopListening: (() => void) | undefined
  return {
    async watch(traces) {
      stopListening ??= onInterrupt(() => print(` kind  interrupted: ${[...watched].join(', ')} will be removed in the background`))
      reaper ??= import('../reaper/start.ts').then(({ startReaper }) => startReaper())
      watched.add(traces.cluster)
      await (await reaper).watch({ ...traces, environment })
    },
    async forget(cluster) {
      watched.delete(cluster)
      await (await reaper)?.forget(cluster)
    },
    async end() {
      stopListening?.()
      stopListening = undefined
      await (await reaper)?.goodbye()
      reaper = undefined
    },
  }
}
