// A node's pod network, before flannel runs. The first node's is known before anybody is asked: it gets the first range of the pod subnets,
// because it is the first that registers; with its CNI configuration there from the start, its pods need not wait: 2 s of a boot (measured).
// The ranges of the others are the controller manager's to say; containerd is told one a moment after its node has registered, and makes
// the configuration of a template (https://github.com/containerd/containerd/blob/main/docs/cri/config.md, "CNI Config Template").
import type { ClusterSpec } from '../config/spec.ts'
import { addressAt, parseIpRange } from '../config/ip-range.ts'
import type { NodeFile } from './node-file.ts'
import { nodePaths } from './node-paths.ts'
import { planServiceAddresses } from './service-addresses.ts'

export interface EarlyNetworkInput {
  readonly spec: Pick<ClusterSpec, 'networking' | 'fidelity' | 'nodes' | 'kubeadmConfigPatches' | 'kubeadmConfigPatchesJSON6902'>
  /** The overlay network that the node's image brings. */
  readonly manifest: string | undefined
  /** Of the Docker network, bytes. */
  readonly mtu: number
}

// images/node/manifests/default-cni.yaml: another network, of a stock image or of one derived from ours, has files of its own.
const ourProgram = '/usr/local/bin/run-flannel'
// What the controller manager cuts from the pod subnets for a node, unless told otherwise.
const rangePrefix = { 4: 24, 6: 64 } as const
// What flannel's VXLAN takes of a packet; where there is IPv6, images/node/run-flannel leaves room for its longer header.
const vxlanBytes = 50
const ipv6Bytes = 20

/**
 * What images/node/run-flannel writes later, as soon as this node's range is known; nothing where the network may be another one.
 * `isFirst`: of all nodes, this one registers first.
 */
export function planEarlyNetwork(input: EarlyNetworkInput, isFirst: boolean): NodeFile[] {
  const { networking, fidelity } = input.spec
  if (!input.manifest?.includes(ourProgram) || fidelity !== 'fast' || networking.disableDefaultCNI) return []
  const known = isFirst ? findFirstRanges(input.spec) : undefined
  // A node is Ready with a template before it reaches the others' pods: who waits for the rules of Services waits for that, too.
  if (!known && (networking.kubeProxyMode === 'none' || !planServiceAddresses(networking))) return []
  return known
    ? [{ path: nodePaths.flannelConfig, content: render(input, JSON.stringify(known.map((subnet) => [{ subnet }]))) }]
    : [{ path: nodePaths.networkTemplate, content: render(input, rangesToBeTold) }]
}

// In Go's language for templates, with what containerd has been told.
const rangesToBeTold = '[{{range $index, $subnet := .PodCIDRRanges}}{{if $index}},{{end}}[{"subnet":"{{$subnet}}"}]{{end}}]'

function render({ spec, mtu }: EarlyNetworkInput, ranges: string): string {
  const subnets = spec.networking.podSubnet.split(',').toSorted(byFamily)
  const hasIpv6 = subnets.some(isIpv6)
  const network = {
    type: 'ptp',
    mtu: mtu - vxlanBytes - (hasIpv6 ? ipv6Bytes : 0),
    ipMasq: false,
    ipam: {
      type: 'host-local',
      dataDir: '/run/cni-ipam-state',
      ranges: [],
      routes: subnets.map((subnet) => ({ dst: isIpv6(subnet) ? '::/0' : '0.0.0.0/0' })),
    },
  }
  const plugins = [network, { type: 'portmap', capabilities: { portMappings: true } }]
  const configuration = JSON.stringify({ cniVersion: '1.0.0', name: 'flannel', plugins })
  return `${configuration.replace('"ranges":[]', () => `"ranges":${ranges}`)}\n`
}

function findFirstRanges({ networking, nodes, ...patches }: EarlyNetworkInput['spec']): readonly string[] | undefined {
  // A patch may say how large the ranges are.
  const isPatched = [patches, ...nodes].some((one) => one.kubeadmConfigPatches.length + one.kubeadmConfigPatchesJSON6902.length > 0)
  const ranges = isPatched ? [undefined] : networking.podSubnet.split(',').toSorted(byFamily).map(findFirstRange)
  return ranges.every((range) => range !== undefined) ? ranges : undefined
}

/** Undefined where it is not plain to see. */
function findFirstRange(subnet: string): string | undefined {
  const range = parseIpRange(subnet)
  if (typeof range === 'string' || range.prefix > rangePrefix[range.family]) return undefined
  const first = addressAt(range, 0)
  return first && `${first}/${rangePrefix[range.family]}`
}

function isIpv6(subnet: string): boolean {
  return subnet.includes(':')
}

/** IPv4 first, as flannel has it. */
function byFamily(a: string, b: string): number {
  return Number(isIpv6(a)) - Number(isIpv6(b))
}
