// A cluster → the parts of an export that tell of it as a whole: engine, network, API objects, the host's limits, its boot.
import { stringify } from 'yaml'
import { readClusterKubeconfig } from '../boot/read-kubeconfig.ts'
import type { Engine } from '../docker/connect.ts'
import { describeEngine, describeNetwork } from '../docker/describe.ts'
import { connectKube, type KubeConnection } from '../kube/connection.ts'
import { readEventLog } from '../kube/event-log.ts'
import { listAllObjects } from '../kube/list-all.ts'
import type { FoundCluster } from '../nodes/find-nodes.ts'
import type { Node } from '../nodes/node.ts'
import { readNodeState } from '../nodes/node-state.ts'
import { packageVersion } from '../support/package-version.ts'
import { jsonPart, textPart, type LogPart } from './log-part.ts'

/** Shared by all nodes of all clusters on the host; each is a known cause of failures, and of none that says so. */
const limits = ['fs/inotify/max_user_instances', 'fs/inotify/max_user_watches', 'fs/inotify/max_queued_events', 'fs/file-max', 'fs/file-nr', 'kernel/pid_max', 'kernel/keys/maxkeys', 'vm/max_map_count']

export function listClusterLogs(engine: Engine, cluster: FoundCluster, nodes: readonly Node[]): LogPart[] {
  const networks = [...new Set(cluster.containers.flatMap((container) => Object.keys(container.addresses)))]
  const running = nodes.find((node) => node.running)
  const ask = async (read: (connection: KubeConnection) => Promise<string>): Promise<string> => {
    await using connection = await connectKube(await readClusterKubeconfig(engine, cluster.name))
    return await read(connection)
  }
  return [
    textPart('kind-version.txt', async () => `vitest-kind v${packageVersion} node${process.versions.node} ${process.platform}/${process.arch}\n`),
    textPart('docker-info.txt', async () => stringify(await describeEngine(engine), { lineWidth: 0 })),
    ...networks.map((name) => jsonPart(networks.length === 1 ? 'network.json' : `network-${name}.json`, () => describeNetwork(engine, name))),
    textPart('events.log', (signal) => ask((connection) => readEventLog(connection, signal))),
    textPart('get-all.yaml', (signal) => ask((connection) => listAllObjects(connection, signal))),
    ...(running ? [textPart('host-limits.txt', (signal) => readHostLimits(running, signal))] : []),
    ...(nodes[0] ? [textPart('boot-timeline.txt', () => readBootTimeline(nodes[0]!))] : []),
  ]
}

/** Asked in a node, for its kernel is the host's, and /var is a volume on the engine's disk. */
async function readHostLimits(node: Node, signal: AbortSignal): Promise<string> {
  const script = [
    `for name in ${limits.join(' ')}; do echo "$name = $(cat /proc/sys/$name 2>&1)"; done`,
    'echo; echo "load = $(cat /proc/loadavg)"; grep -E "^(MemTotal|MemAvailable|SwapTotal|SwapFree):" /proc/meminfo',
    'echo; df -h / /var; echo; df -i /var',
  ]
  return (await node.run(['sh', '-c', script.join('\n')], { signal })).stdout
}

/** In order of completion; actions that ran at once overlap. */
async function readBootTimeline(node: Node): Promise<string> {
  const { timings, usableAtMs } = await readNodeState(node)
  if (timings === undefined) return 'not known: not a cluster of vitest-kind, or it never became usable\n'
  const lines = timings.map(({ action, elapsedMs }) => `${action.padEnd(18)} ${(elapsedMs / 1000).toFixed(1).padStart(5)} s`)
  return [...lines, ...(usableAtMs === undefined ? [] : [`usable at ${new Date(usableAtMs).toISOString()}`]), ''].join('\n')
}
