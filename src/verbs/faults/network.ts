// A node that is cut off from others, or whose words come late. Our rules stand in a table of their own: nothing else is touched.
import { readEngineTime } from '../../docker/engine-facts.ts'
import { readPodRanges } from '../../kube/pod-ranges.ts'
import { ConfigError, DockerError } from '../../support/errors.ts'
import { awaitBack } from './await-back.ts'
import type { Fault } from './fault.ts'
import type { Scene } from './scene.ts'

export const faultTable = 'inet vitest-kind-faults'
// `add` first: what is not there cannot be deleted.
const clear = `add table ${faultTable}\ndelete table ${faultTable}\n`

/** Cut off from the nodes named; their pods are, too. A load balancer goes with the control planes: it leads to them. */
export async function partition(scene: Scene, { from }: Extract<Fault, { do: 'partition' }>): Promise<void> {
  const { cluster, node, disturbance, deadline } = scene
  requireOthers(scene, from)
  const others = cluster.nodes.filter(({ name }) => from.includes(name))
  const leads = cluster.nodes.every(({ name, role }) => role !== 'control-plane' || name === node.name || from.includes(name))
  const balancer = cluster.containers.find(({ name }) => name === cluster.loadBalancer?.name)
  await using connection = await cluster.connect()
  const ranges = await readPodRanges(connection, from, deadline.signal)
  disturbance.note({ node: node.name, aspect: 'network', undo: join })
  const addresses = [
    ...others.flatMap(({ address, ipv6Address }) => [address, ipv6Address]),
    ...(leads && balancer ? [...Object.values(balancer.addresses), ...Object.values(balancer.ipv6Addresses)] : []),
  ]
  await node.run(['nft', '-f', '-'], { stdin: renderRules([...addresses.filter(Boolean), ...ranges]), signal: deadline.signal })
}

/** `ms` is added to the way of every packet that leaves the node. */
export async function delay(scene: Scene, { ms }: Extract<Fault, { do: 'delay' }>): Promise<void> {
  const { node, disturbance, deadline } = scene
  if (!Number.isFinite(ms) || ms <= 0)
    throw new ConfigError('KIND_CONFIG_INVALID', { what: `the delay of ${node.name}, ${ms} ms, is no time`, do: 'delay(200)' })
  disturbance.note({ node: node.name, aspect: 'delay', undo: hurry })
  const argv = ['tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', 'netem', 'delay', `${ms}ms`]
  const { exitCode, stderr } = await node.run(argv, { allowFailure: true, signal: deadline.signal })
  if (exitCode === 0) return
  disturbance.settle(node.name, 'delay')
  throw delayRefused(node.name, stderr)
}

/** What `tc` says where it has changed nothing → why. */
export function delayRefused(node: string, said: string): DockerError {
  // Of a kernel without it, and of one that may not load it.
  const lacksModule = /qdisc kind is unknown|No such file or directory/i.test(said)
  return new DockerError('KIND_FAULT_REFUSED', {
    what: `delay of ${node} is not possible${lacksModule ? ": the kernel of the engine's host does not delay packets" : ''}`,
    seen: said.trim().split('\n'),
    ...(lacksModule && { do: 'load its module there: sudo modprobe sch_netem' }),
  })
}

/** Takes both back; a node that was cut off is waited for. */
export async function heal(scene: Scene): Promise<void> {
  const { cluster, disturbance, node } = scene
  const wasCutOff = disturbance.has(node.name, 'network')
  const endedAtMs = await readEngineTime(cluster.engine)
  if (disturbance.has(node.name, 'delay')) await hurry(scene)
  disturbance.settle(node.name, 'delay')
  if (!wasCutOff) return
  await join(scene)
  await awaitBack(scene, { endedAtMs, restarted: false })
  disturbance.settle(node.name, 'network')
}

async function join({ node, deadline: { signal } }: Scene): Promise<void> {
  await node.run(['nft', '-f', '-'], { stdin: clear, signal })
}

/** What is not delayed any more, after a restart, is no failure. */
async function hurry({ node, deadline: { signal } }: Scene): Promise<void> {
  await node.run(['tc', 'qdisc', 'del', 'dev', 'eth0', 'root'], { allowFailure: true, signal })
}

function requireOthers({ cluster, node }: Scene, from: readonly string[]): void {
  const names = cluster.nodes.map(({ name }) => name)
  const unknown = from.filter((name) => !names.includes(name))
  const problem =
    unknown.length > 0
      ? `the cluster has no node ${unknown.join(', ')}`
      : from.includes(node.name)
        ? 'a node cannot be cut off from itself'
        : from.length === 0
          ? 'there is no other node'
          : undefined
  if (problem === undefined) return
  throw new ConfigError('KIND_CONFIG_INVALID', {
    what: `partition of ${node.name}: ${problem}`,
    seen: [`nodes: ${names.join(', ')}`],
    ...(names.length === 1 && { do: 'ask for more nodes: kindCluster({ workers: 2 })' }),
  })
}

/** Both ways, before anything else looks at a packet; what goes through VXLAN bears the nodes' own addresses. */
export function renderRules(ranges: readonly string[]): string {
  const drop = (field: 'saddr' | 'daddr'): string[] =>
    ranges.map((range) => `    ${range.includes(':') ? 'ip6' : 'ip'} ${field} ${range} drop`)
  return [
    `${clear}table ${faultTable} {`,
    '  chain in {',
    '    type filter hook prerouting priority -300',
    ...drop('saddr'),
    '  }',
    '  chain out {',
    '    type filter hook postrouting priority -300',
    ...drop('daddr'),
    '  }',
    '}',
    '',
  ].join('\n')
}
