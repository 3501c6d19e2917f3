// Work whose amount is seen while it goes on; what else it says is said as it would be.
import type { ClusterContext } from '../verbs/context.ts'
import { isLively } from './output.ts'
import { createProgressView } from './progress-view.ts'

/** `action`: what it is called meanwhile. */
export async function watchAmounts(
  action: string,
  context: ClusterContext,
  work: (context: ClusterContext) => Promise<void>,
): Promise<void> {
  const view = createProgressView({ lively: isLively(context.environment.terminal) })
  view.onProgress({ type: 'started', cluster: '', action })
  try {
    await work({ ...context, onProgress: (event) => (event.type === 'amount' ? view : context).onProgress(event) })
  } finally {
    view.stop()
  }
}
