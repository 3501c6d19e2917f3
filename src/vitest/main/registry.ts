// Main process: the registry of a test's cluster.
import { readEnvironment } from '../../config/env.ts'
import type { BrokerSession } from './broker.ts'
import { createLimit } from '../../support/limit.ts'
import type { Calls } from '../request.ts'

// Each push gives the image a name on the engine for its time: two of one image would take it from each other.
const limit = createLimit(1)

export async function openRegistry(
  { cluster }: Calls['registry']['input'],
  onEnd: BrokerSession['onEnd'],
): Promise<Calls['registry']['output']> {
  const verbs = await import('../../verbs/registry.ts')
  return verbs.openRegistry(cluster, until(onEnd))
}

/** Paths count from `root`. */
export async function pushImage(
  { cluster, image, as }: Calls['pushImage']['input'],
  root: string,
  onEnd: BrokerSession['onEnd'],
): Promise<string> {
  const verbs = await import('../../verbs/registry.ts')
  const context = until(onEnd)
  return limit(() => verbs.pushToRegistry({ name: cluster, source: image, as, directory: root }, context))
}

/** Ends when the session does: the test is over, or its time is up. */
function until(onEnd: BrokerSession['onEnd']) {
  const ended = new AbortController()
  onEnd(() => ended.abort(new Error('nobody waits for it any more')))
  return { environment: readEnvironment(), signal: ended.signal }
}
