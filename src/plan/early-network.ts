// The first node's pod network, known before anybody is asked: it gets the first range of the pod subnets, because it is the first that
// registers. With its CNI configuration there from the start, its pods need not wait until flannel runs: 2 s of a boot (measured).
import type { ClusterSpec } from '../config/spec.ts'
import { addressAt, parseIpRange } from '../config/ip-range.ts'
import type { NodeFile } from './node-file.ts'
import { nodePaths } from './node-paths.ts'

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

/** The same as images/node/run-flannel writes later; none where the range or the network may be another one. */
export function planEarlyNetwork({ spec, manifest, mtu }: EarlyNetworkInput): NodeFile[] {
  const { networking, fidelity } = spec
  // A patch may say how large the ranges are.
  const isPatched = [spec, ...spec.nodes].some((one) => one.kubeadmConfigPatches.length + one.kubeadmConfigPatchesJSON6902.length > 0)
  if (!manifest?.includes(ourProgram) || fidelity !== 'fast' || networking.disableDefaultCNI || isPatched) return []
  const ranges = networking.podSubnet.split(',').map(findFirstRange)
  if (ranges.includes(undefined)) return []
  const ordered = (ranges as string[]).toSorted((a, b) => Number(a.includes(':')) - Number(b.includes(':')))
  const hasIpv6 = ordered.some((range) => range.includes(':'))
  const configuration = {
    cniVersion: '1.0.0',
    name: 'flannel',
    plugins: [
      {
        type: 'ptp',
        mtu: mtu - vxlanBytes - (hasIpv6 ? ipv6Bytes : 0),
        ipMasq: false,
        ipam: {
          type: 'host-local',
          dataDir: '/run/cni-ipam-state',
          ranges: ordered.map((subnet) => [{ subnet }]),
          routes: ordered.map((range) => ({ dst: range.includes(':') ? '::/0' : '0.0.0.0/0' })),
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  }
  return [{ path: nodePaths.flannelConfig, content: `${JSON.stringify(configuration)}\n` }]
}

/** Undefined where it is not plain to see. */
function findFirstRange(subnet: string): string | undefined {
  const range = parseIpRange(subnet)
  if (typeof range === 'string' || range.prefix > rangePrefix[range.family]) return undefined
  const first = addressAt(range, 0)
  return first && `${first}/${rangePrefix[range.family]}`
}
