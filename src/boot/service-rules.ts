// Services as a node sees them. Until kube-proxy has written its rules, pods that ask for the API at its Service are refused, and ask
// again seconds later; so each node has a rule for that one Service first, which goes when kube-proxy's are seen to work.
import type { Node } from '../cluster/node.ts'
import { listNodeAddresses } from '../plan/node-addresses.ts'
import { nodePaths } from '../plan/node-paths.ts'
import type { ClusterPlan } from '../plan/plan.ts'
import { planServiceAddresses, type ServiceAddresses } from '../plan/service-addresses.ts'

export interface ServiceRules {
  readonly addresses: ServiceAddresses
  /** Where an API server listens: `172.18.0.2:6443`. */
  readonly target: string
}

/** Undefined where Services are somebody else's affair, or the network that pods wait for is. */
export function planServiceRules(
  { spec }: Pick<ClusterPlan, 'spec'>,
  first: Pick<Node, 'address' | 'ipv6Address'>,
): ServiceRules | undefined {
  const { networking } = spec
  if (networking.disableDefaultCNI || networking.kubeProxyMode === 'none') return undefined
  const addresses = planServiceAddresses(networking)
  const own = listNodeAddresses(networking, { ipv4: first.address, ipv6: first.ipv6Address })[0]!
  return addresses && { addresses, target: own.includes(':') ? `[${own}]:6443` : `${own}:6443` }
}

/** Nothing is told where it fails: pods then ask again. */
export async function openApiService(node: Node, { addresses: { api }, target }: ServiceRules, signal: AbortSignal): Promise<void> {
  await node.run(['sh', '-c', change('--append', api), 'open-api-service', api, target], { signal, allowFailure: true })
}

/** Until the node's own rules lead to a DNS server, and its network to the outside; then ours goes. */
export async function awaitServices(node: Node, { addresses: { api, dns }, target }: ServiceRules, signal: AbortSignal): Promise<void> {
  const program = `${untilServed}\n${change('--delete', api)} 2>/dev/null\nexit 0`
  await node.run(['bash', '-c', program, 'await-services', api, target, dns], { signal })
}

function change(how: '--append' | '--delete', api: string): string {
  const iptables = api.includes(':') ? 'ip6tables' : 'iptables'
  const rule = '--destination "$1" --protocol tcp --dport 443 --jump DNAT --to-destination "$2"'
  return ['PREROUTING', 'OUTPUT'].map((chain) => `${iptables} --wait --table nat ${how} ${chain} ${rule}`).join('; ')
}

// Ends by itself also when nobody waits for it any more. What is not served yet is refused at once; where it is not, after 0.3 s. Its last
// line is what a boot whose time is up has seen last.
const untilServed = `: until Services are served
echo "nothing answers yet at $3:53, the Service of DNS"
for ((i = 0; ; i++)); do
  timeout 0.3 bash -c 'exec 3<>"/dev/tcp/$0/53"' "$3" 2>/dev/null && break
  ((i < 3000)) || exit 1
  sleep 0.1
done
echo 'flannel has not yet written /run/flannel/subnet.env'
until [[ ! -e ${nodePaths.flannelConfig} || -s /run/flannel/subnet.env ]]; do sleep 0.1; done`
