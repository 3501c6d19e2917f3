// What a node forwards, without Kubernetes: network namespaces for pods of this node, of another one, and somebody outside, with the node
// between them, as the ptp plugin has it. Says who reaches whom while the node has the rules that follow from some objects.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../../src/docker/connect.ts'
import { runInContainer } from '../../src/docker/exec.ts'
import { families, namespaces, places } from './policy-objects.ts'

/** Where the node image has the program. */
const program = '/kind/layers/addons/usr/local/bin/network-policies'
const listening = ['tcp/80', 'tcp/8080', 'tcp/5432', 'udp/53']

export interface Facts {
  readonly objects: readonly object[]
  /** Address → namespace/name: what the node itself knows. */
  readonly addresses?: Readonly<Record<string, string>>
}

export interface PolicyWorld {
  /** The rules of the node `here`. */
  render(facts: Facts): Promise<string>
  /** With the rules of these facts, of probes `from address protocol/port` those that are answered. From the `node`, too. */
  probe(facts: Facts, probes: readonly string[]): Promise<ReadonlySet<string>>
  /** Who does not get through everywhere, and to what all the same. `/4` and `/6`: by one family only. */
  findCut(facts: Facts): Promise<string>
}

/** In a container of the node image, for as long as it runs. `web` also answers at the Service address 10.96.0.1, the node at 10.244.0.1. */
export async function buildPolicyWorld(engine: Engine, container: string): Promise<PolicyWorld> {
  const bash = async (script: string, stdin = ''): Promise<string> =>
    (await runInContainer(engine, container, ['bash', '-c', script], { stdin })).stdout.trimEnd()
  await bash('cat >/tmp/probe.pl', await readFile(join(import.meta.dirname, 'probe.pl'), 'utf8'))
  await bash(layOut())

  const render = ({ objects, addresses = {} }: Facts): Promise<string> => {
    const subnets = ['10.244.0.0/24', 'fd00:10:244::/64']
    return bash(program, JSON.stringify({ node: 'here', subnets, addresses, objects: [...namespaces, ...objects] }))
  }
  const probe = async (facts: Facts, probes: readonly string[]): Promise<ReadonlySet<string>> => {
    // Of an earlier probe from the same port nothing is remembered.
    const script = `set -eu; nft -f - <<'END'\n${await render(facts)}\nEND\nconntrack -F 2>/dev/null\nexec perl /tmp/probe.pl`
    const answered = await bash(script, `${probes.join('\n')}\n`)
    return new Set(answered.split('\n').filter((line) => line !== ''))
  }
  const findCut = async (facts: Facts): Promise<string> => {
    const pairs = Object.keys(places).flatMap((from) =>
      Object.keys(places)
        .filter((to) => to !== from)
        .map((to) => ({ from, ways: listening.map((port) => waysTo(from, to, port)), to })),
    )
    const passed = await probe(
      facts,
      pairs.flatMap(({ ways }) => ways.flatMap((ofPort) => ofPort.map(({ line }) => line))),
    )
    return pairs
      .map(({ from, to, ways }) => {
        const through = listening.flatMap((port, index) => {
          const by = ways[index]!.filter(({ line }) => passed.has(line)).map(({ family }) => family)
          return by.length === 0 ? [] : [by.length === 2 ? port : `${port}/${by.join('')}`]
        })
        return through.join() === listening.join() ? '' : `${from} -> ${to}: ${through.join(' ') || 'nothing'}`
      })
      .filter((line) => line !== '')
      .join('\n')
  }
  return { render, probe, findCut }
}

function waysTo(from: string, to: string, port: string) {
  return families.map((family) => ({ family, line: `${from} ${places[to]!.addresses[family]} ${port}` }))
}

function layOut(): string {
  const web = places['web']!.addresses[4]
  const steps = Object.entries(places).map(
    ([name, { addresses }]) => `
ip netns add ${name}
ip link add to-${name} type veth peer name eth0 netns ${name}
ip netns exec ${name} sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0
ip addr add 10.244.0.1/32 dev to-${name}; ip -6 addr add fd00:10:244::1/128 dev to-${name} nodad
ip link set to-${name} up; ip -n ${name} link set lo up; ip -n ${name} link set eth0 up
ip route add ${addresses[4]}/32 dev to-${name}; ip -6 route add ${addresses[6]}/128 dev to-${name}
ip -n ${name} addr add ${addresses[4]}/32 dev eth0; ip -n ${name} -6 addr add ${addresses[6]}/128 dev eth0 nodad
ip -n ${name} route add 10.244.0.1 dev eth0; ip -n ${name} route add default via 10.244.0.1
ip -n ${name} -6 route add fd00:10:244::1 dev eth0; ip -n ${name} -6 route add default via fd00:10:244::1
ip netns exec ${name} perl /tmp/probe.pl serve ${listening.join(' ')}`,
  )
  return `set -eu
sysctl -qw net.ipv6.conf.all.disable_ipv6=0 net.ipv6.conf.default.disable_ipv6=0 net.ipv6.conf.all.forwarding=1 net.ipv4.ip_forward=1
nft -f - <<'END'
table ip service {
  chain pre { type nat hook prerouting priority dstnat; ip daddr 10.96.0.1 tcp dport 80 dnat to ${web}:80; }
  chain post { type nat hook postrouting priority srcnat; ip saddr ${web} ip daddr ${web} masquerade; }
}
END
perl /tmp/probe.pl serve ${listening.join(' ')}
${steps.join('\n')}`
}
