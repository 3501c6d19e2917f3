// Main process: an image for the cluster of a test → every node of it.
import { readEnvironment } from '../../config/env.ts'
import type { BrokerSession } from './broker.ts'
import type { Calls } from '../request.ts'

/** Paths count from `root`. Ends when the session does: the test is over, or its time is up. */
export async function loadImage(
  { cluster, image }: Calls['loadImage']['input'],
  root: string,
  onEnd: BrokerSession['onEnd'],
): Promise<string> {
  const { loadSourceIntoCluster } = await import('../../verbs/load.ts')
  const ended = new AbortController()
  onEnd(() => ended.abort(new Error('nobody waits for it any more')))
  return loadSourceIntoCluster(image, {
    name: cluster,
    directory: root,
    context: { environment: readEnvironment(), signal: ended.signal, onProgress: () => undefined },
  })
}
