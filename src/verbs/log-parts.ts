// A cluster → the parts of an export of logs: what tells of it as a whole (engine, network, API objects, the host's limits, its boot),
// and what tells of each node: what kind collects, under the same names.
import { stringify } from 'yaml'
import type { Cluster } from '../cluster/cluster.ts'
import type { Engine } from '../docker/connect.ts'
import { copyTree } from '../docker/copy-tree.ts'
import { describeContainer, describeEngine, describeNetwork } from '../docker/describe.ts'
import { readLogTail } from '../docker/logs.ts'
import type { KubeConnection } from '../kube/connection.ts'
import { readEventLog } from '../kube/event-log.ts'
import { listAllObjects } from '../kube/list-all.ts'
import type { Node } from '../cluster/node.ts'
import { readNodeState } from '../cluster/node-state.ts'
import { nodePaths } from '../plan/node-paths.ts'
import { packageVersion } from '../support/package-version.ts'
import { commandPart, jsonPart, textPart, type LogPart } from './log-part.ts'

/** Shared by all nodes of all clusters on the host; each is a known cause of failures, and of none that says so. */
const limits = [
  'fs/inotify/max_user_instances',
  'fs/inotify/max_user_watches',
  'fs/inotify/max_queued_events',
  'fs/file-max',
  'fs/file-nr',
  'kernel/pid_max',
  'kernel/keys/maxkeys',
  'vm/max_map_count',
]

export function listLogParts(cluster: Cluster): LogPart[] {
  const { engine, nodes, containers } = cluster
  const others = containers.filter((container) => !nodes.some((node) => node.id === container.id))
  return [
    ...listClusterLogs(cluster),
    ...nodes.flatMap((node) => listNodeLogs(engine, node)),
    ...others.flatMap((other) => listContainerLogs(engine, other)),
  ]
}

function listClusterLogs({ engine, containers, nodes, connect }: Cluster): LogPart[] {
  const networks = [...new Set(containers.flatMap((container) => Object.keys(container.addresses)))]
  const running = nodes.find((node) => node.running)
  const ask = async (read: (connection: KubeConnection) => Promise<string>): Promise<string> => {
    await using connection = await connect()
    return await read(connection)
  }
  return [
    textPart(
      'kind-version.txt',
      async () => `vitest-kind v${packageVersion} node${process.versions.node} ${process.platform}/${process.arch}\n`,
    ),
    textPart('docker-info.txt', async () => stringify(await describeEngine(engine), { lineWidth: 0 })),
    ...networks.map((name) =>
      jsonPart(networks.length === 1 ? 'network.json' : `network-${name}.json`, () => describeNetwork(engine, name)),
    ),
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

// What only a running node can tell.
const commands: Readonly<Record<string, readonly string[]>> = {
  'journal.log': ['journalctl', '--no-pager'],
  'kubelet.log': ['journalctl', '--no-pager', '--unit=kubelet.service'],
  'containerd.log': ['journalctl', '--no-pager', '--unit=containerd.service'],
  // Not by crictl, as kind does: ctr is in every image that has containerd, and names what is there by digest only, too.
  'images.log': ['ctr', '--namespace', 'k8s.io', 'images', 'list'],
}

function listNodeLogs(engine: Engine, node: Node): LogPart[] {
  const { id, name, running } = node
  return [
    ...listContainerLogs(engine, node),
    textPart(`${name}/kubernetes-version.txt`, async () => (await node.read(nodePaths.version)) ?? ''),
    { path: name, write: async (target, signal) => void (await copyTree(engine, { id, path: '/var/log', running }, target, signal)) },
    ...(running
      ? Object.entries(commands).map(([file, argv]) => commandPart(`${name}/${file}`, engine, node, argv))
      : [missing(`${name}/{${Object.keys(commands).join(',')}}`, `${name} is not running`)]),
  ]
}

/** What the engine knows of any container, a load balancer too. */
function listContainerLogs(engine: Engine, { id, name }: { readonly id: string; readonly name: string }): LogPart[] {
  return [
    textPart(`${name}/serial.log`, () => readLogTail(engine, id, 'all')),
    // An array, as `docker inspect` prints one.
    jsonPart(`${name}/inspect.json`, async () => [await describeContainer(engine, id)]),
  ]
}

function missing(path: string, why: string): LogPart {
  return { path, write: () => Promise.reject(new Error(why)) }
}
