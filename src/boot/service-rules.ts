// Services as a node sees them. Until kube-proxy has written its rules, pods that ask for the API at its Service are refused, and ask
// again seconds later; so each node has a rule for that one Service first, which goes when kube-proxy's are seen to work. In the same way it
// has flannel's rule for what its pods send to the outside: flannel looks for its node once a second, and there are pods before.
import type { Node } from '../cluster/node.ts'
import { listNodeAddresses } from '../plan/node-addresses.ts'
import { nodePaths } from '../plan/node-paths.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import { planServiceAddresses, type ServiceAddresses } from '../plan/service-addresses.ts'

export interface ServiceRules {
  readonly addresses: ServiceAddresses
  /** Where an API server listens: `172.18.0.2:6443`. */
  readonly target: string
  readonly podSubnets: readonly string[]
  /** Of several nodes, each is to reach the others' pods: then flannel is waited for. */
  readonly isAlone: boolean
}

/** Undefined where Services are somebody else's affair, or the network that pods wait for is. */
export function planServiceRules(
  { spec, nodes }: Pick<ClusterPlan, 'spec' | 'nodes'>,
  first: Pick<Node, 'address' | 'ipv6Address'>,
): ServiceRules | undefined {
  const { networking } = spec
  if (networking.disableDefaultCNI || networking.kubeProxyMode === 'none') return undefined
  const addresses = planServiceAddresses(networking)
  const own = listNodeAddresses(networking, { ipv4: first.address, ipv6: first.ipv6Address })[0]!
  const target = own.includes(':') ? `[${own}]:6443` : `${own}:6443`
  return addresses && { addresses, target, podSubnets: networking.podSubnet.split(','), isAlone: nodes.length === 1 }
}

/** Nothing is told where it fails: pods then ask again. */
export async function openApiService(
  node: Node,
  { addresses: { api }, target, podSubnets }: ServiceRules,
  signal: AbortSignal,
): Promise<void> {
  const program = `${changeApi('--append', api)}\n! ${isForeseen} || { ${changeOutside('--append', podSubnets)}; }`
  await node.run(['bash', '-c', program, 'open-api-service', api, target], { signal, allowFailure: true })
}

/** Until the node's own rules lead to a DNS server, and its network to the other nodes; then ours go. */
export async function awaitServices(
  node: Node,
  { addresses: { api, dns }, target, podSubnets, isAlone }: ServiceRules,
  signal: AbortSignal,
): Promise<void> {
  const leave = `${untilFlannel}\n${changeOutside('--delete', podSubnets)}\nrm -f ${nodePaths.networkOfTemplate}`
  const program = [untilServed, changeApi('--delete', api), isAlone ? `(\n${leave}\n) >/dev/null 2>&1 </dev/null &` : leave, 'exit 0'].join(
    '\n',
  )
  await node.run(['bash', '-c', program, 'await-services', api, target, dns], { signal })
}

type How = '--append' | '--delete'

function changeApi(how: How, api: string): string {
  const rule = '--destination "$1" --protocol tcp --dport 443 --jump DNAT --to-destination "$2"'
  return ['PREROUTING', 'OUTPUT'].map((chain) => `${iptables(api)} --table nat ${how} ${chain} ${rule} 2>/dev/null`).join('; ')
}

function changeOutside(how: How, podSubnets: readonly string[]): string {
  const rule = (subnet: string): string => `--source ${subnet} ! --destination ${subnet} --jump MASQUERADE`
  return [':', ...podSubnets.map((subnet) => `${iptables(subnet)} --table nat ${how} POSTROUTING ${rule(subnet)} 2>/dev/null`)].join('; ')
}

function iptables(address: string): string {
  return address.includes(':') ? 'ip6tables --wait' : 'iptables --wait'
}

// Ends by itself also when nobody waits for it any more. What is not served yet is refused at once; where it is not, after 0.3 s. What it says is
// what a boot whose time is up has seen last. One process, for all processors are busy meanwhile: a shell with one for each question takes a
// tenth of one.
const untilServed = `: until Services are served
echo "nothing answers yet at $3:53, the Service of DNS"
perl -MIO::Socket::IP -e '
  for (1 .. 10000) {
    exit 0 if IO::Socket::IP->new(PeerHost => $ARGV[0], PeerPort => 53, Timeout => 0.3);
    select undef, undef, undef, 0.02;
  }
  exit 1' "$3" || exit 1`

// Whether its network is one that flannel will say.
const isForeseen = `[[ -e ${nodePaths.flannelConfig} || -e ${nodePaths.networkTemplate} ]]`

const untilFlannel = `echo 'flannel has not yet written /run/flannel/subnet.env'
for ((i = 0; ; i++)); do
  ! ${isForeseen} || [[ -e ${nodePaths.flannelConfig} && -s /run/flannel/subnet.env ]] && break
  ((i < 6000)) || exit 1
  sleep 0.1
done`
