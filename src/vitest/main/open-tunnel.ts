// The main process's part in a way from API servers into a test file: a tunnel that lasts as long as the file's session. Main process side.
import type { Handler } from './broker.ts'

/** Throws KIND_CLUSTER_UNKNOWN, or KIND_DOCKER_FAILED when nothing can be run in the node. */
export const openTunnel: Handler<'openTunnel'> = async ({ cluster, port }, session) => {
  const [{ openTunnel: open }, { readEnvironment }] = await Promise.all([import('../../verbs/tunnel.ts'), import('../../config/env.ts')])
  const relay = await open(cluster, port, { environment: readEnvironment(), signal: new AbortController().signal })
  session.onEnd(relay.close)
  return { host: relay.host, port: relay.port }
}
