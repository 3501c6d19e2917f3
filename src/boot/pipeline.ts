// A list of actions → done in order, timed, told; the one that failed is named. Knows no Docker and no Kubernetes.
import type { ActionTiming, OnProgress } from '../support/progress.ts'
import type { ActionList, BootAction } from './action.ts'

// Captured at load: users' tests may fake the clock.
const now = performance.now.bind(performance)

/** An action that threw; `cause` is what it threw. */
export class ActionFailure extends Error {
  readonly action: string
  readonly elapsedMs: number

  constructor(action: string, elapsedMs: number, cause: unknown) {
    super(`${action} failed`, { cause })
    this.action = action
    this.elapsedMs = elapsedMs
  }
}

export interface PipelineOptions {
  readonly cluster: string
  readonly onProgress: OnProgress
}

/**
 * Runs the list; the actions of an inner array run at once. When one of them fails, the others see their signal fire, and all
 * have ended before this rejects with an {@link ActionFailure}: nothing is still at work when the cluster is removed.
 */
export async function runActions<Context extends { readonly signal: AbortSignal }>(
  list: ActionList<Context>,
  context: Context,
  { cluster, onProgress }: PipelineOptions,
): Promise<ActionTiming[]> {
  const timings: ActionTiming[] = []

  async function run(action: BootAction<Context>, ofStage: Context): Promise<void> {
    const startedAt = now()
    onProgress({ type: 'started', cluster, action: action.name })
    try {
      ofStage.signal.throwIfAborted()
      await action.run(ofStage)
    } catch (error) {
      const elapsedMs = now() - startedAt
      onProgress({ type: 'failed', cluster, action: action.name, elapsedMs })
      throw new ActionFailure(action.name, elapsedMs, error)
    }
    const elapsedMs = now() - startedAt
    timings.push({ action: action.name, elapsedMs })
    onProgress({ type: 'finished', cluster, action: action.name, elapsedMs })
  }

  for (const entry of list) {
    const stage = Array.isArray(entry) ? (entry as readonly BootAction<Context>[]) : [entry as BootAction<Context>]
    const oneFailed = new AbortController()
    const ofStage = { ...context, signal: AbortSignal.any([context.signal, oneFailed.signal]) }
    let first: { failure: unknown } | undefined
    await Promise.allSettled(
      stage.map((action) =>
        run(action, ofStage).catch((failure: unknown) => {
          first ??= { failure }
          oneFailed.abort()
        }),
      ),
    )
    if (first) throw first.failure
  }
  return timings
}
