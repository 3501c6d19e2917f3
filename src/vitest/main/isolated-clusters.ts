// Main process: clusters that one test file has for itself. Each goes when its file says so, and when its session ends before that.
import type { BrokerSession, Handlers } from './broker.ts'
import type { ClusterRun, ClusterWish, IsolatedCluster } from './run.ts'
import type { ClusterOptions } from '../../config/options.ts'
import { describeError } from '../../support/errors.ts'

export interface IsolatedOptions {
  readonly run: Pick<ClusterRun, 'acquireIsolated'>
  /** Throws where there is to be no other cluster. */
  readonly choose: (options: ClusterOptions, source: string) => ClusterWish
  readonly print: (line: string) => void
}

export function serveIsolated({ run, choose, print }: IsolatedOptions): Pick<Handlers, 'acquireIsolated' | 'removeIsolated'> {
  const own = new WeakMap<BrokerSession, IsolatedCluster>()
  return {
    async acquireIsolated({ options, source }, session) {
      const cluster = run.acquireIsolated(choose(options, source))
      own.set(session, cluster)
      // A process that died in the middle of a test has failed it.
      session.onEnd(() => cluster.remove(true).catch((error: unknown) => print(` kind  ${describeError(error)}`)))
      return cluster.handle
    },
    async removeIsolated({ failed }, session) {
      await own.get(session)?.remove(failed)
    },
  }
}
