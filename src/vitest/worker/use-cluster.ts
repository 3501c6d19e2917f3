// A test file's use of a cluster, as the main process knows it: faults are refused while others use it. Worker side.
import { inject } from 'vitest'
import type { ClusterHandle } from '../../cluster/handle.ts'
import { KindError } from '../../support/errors.ts'
import { openMainLink, type MainLink } from './main-link.ts'
import { startWait, type TestScope } from './test-scope.ts'

export interface ClusterUse extends MainLink {
  /** Until nobody disturbs the cluster. Throws KIND_TIMED_OUT when the test's time is up. */
  awaitQuiet(scope: TestScope): Promise<void>
}

/** Undefined where set-up has left nobody to tell. */
export function useCluster({ name, nodes }: ClusterHandle, file: string): ClusterUse | undefined {
  // One that is known by its kubeconfig only is never disturbed.
  if (nodes.length === 0) return undefined
  const address = inject('vitest-kind:run')?.broker
  if (!address) return undefined
  const link = openMainLink(address)
  let isNoted = false
  const noted = link.call('use', { cluster: name, file }).then(() => void (isNoted = true))
  // Told to whoever waits for it.
  noted.catch(() => undefined)
  return {
    ...link,
    async awaitQuiet(scope) {
      if (isNoted) return
      const { owner, signal, ...deadline } = startWait(scope)
      const late = new Promise<'late'>((resolve) => signal.addEventListener('abort', () => resolve('late'), { once: true }))
      if ((await Promise.race([noted, late])) !== 'late') return
      deadline.check(`the end of faults in cluster "${name}"`, [`a test of another file disturbs it (${owner})`])
      throw new KindError('KIND_CANCELLED', { what: `cancelled while another file disturbs cluster "${name}"` })
    },
  }
}
