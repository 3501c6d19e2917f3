// Services of type LoadBalancer get their addresses from Vitest's main process, while a run uses the cluster. Main process only.
import type { ClusterHandle } from '../../cluster/handle.ts'
import type { Environment } from '../../config/env.ts'
import { describeError } from '../../support/errors.ts'

export interface LoadBalancers {
  /** Begins for a cluster; once is enough. */
  serve(cluster: Pick<ClusterHandle, 'name' | 'adopted'>): void
  /** Before the cluster goes: what is said of it then is no news. */
  leave(cluster: string): Promise<void>
}

export function createLoadBalancers(environment: Environment, print: (line: string) => void): LoadBalancers {
  const served = new Map<string, { readonly over: AbortController; readonly done: Promise<void> }>()
  const run = async (cluster: string, adopted: boolean, signal: AbortSignal): Promise<void> => {
    const say = (text: string): void => print(` kind  ${cluster}  ${text}`)
    try {
      const { serveLoadBalancers } = await import('../../verbs/serve-load-balancers.ts')
      await serveLoadBalancers(cluster, { environment, signal, adopted, say })
    } catch (error) {
      if (!signal.aborted) say(`Services of type LoadBalancer get no address: ${describeError(error)}`)
    }
  }
  return {
    serve({ name, adopted }) {
      if (served.has(name)) return
      const over = new AbortController()
      served.set(name, { over, done: run(name, adopted, over.signal) })
    },
    async leave(cluster) {
      const serving = served.get(cluster)
      served.delete(cluster)
      serving?.over.abort(new Error('the run has left the cluster'))
      await serving?.done
    },
  }
}
