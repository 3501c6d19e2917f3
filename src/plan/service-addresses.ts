// The range of Services → the addresses that are given out before anybody asks for one.
import { addressAt, parseIpRange } from '../config/ip-range.ts'
import type { ClusterSpec } from '../config/spec.ts'

export interface ServiceAddresses {
  /** Of `default/kubernetes`: the API server takes the first one of its range. */
  readonly api: string
  /** Of `kube-system/kube-dns`: kubeadm takes the tenth. */
  readonly dns: string
}

/** Of the first family; undefined where the range does not tell them plainly. */
export function planServiceAddresses({ serviceSubnet }: Pick<ClusterSpec['networking'], 'serviceSubnet'>): ServiceAddresses | undefined {
  const range = parseIpRange(serviceSubnet.split(',')[0]!)
  if (typeof range === 'string') return undefined
  const [api, dns] = [addressAt(range, 1), addressAt(range, 10)]
  return api !== undefined && dns !== undefined ? { api, dns } : undefined
}
