// What a user may write of the cluster's network. Types only.

/** Addresses and ports: kind's fields. */
export interface NetworkingOptions {
  /**
   * Address families of nodes, pods and Services. Other than 'ipv4' needs an engine that gives its networks IPv6.
   *
   * @default 'ipv4'
   */
  readonly ipFamily?: 'ipv4' | 'ipv6' | 'dual'
  /**
   * Range of the pods; with `ipFamily: 'dual'` two, separated by a comma.
   *
   * @default '10.244.0.0/16', for IPv6 'fd00:10:244::/56'
   */
  readonly podSubnet?: string
  /**
   * Range of the Services; with `ipFamily: 'dual'` two, separated by a comma: the family of the first is that of Services that ask for none.
   *
   * @default '10.96.0.0/16', for IPv6 'fd00:10:96::/112'
   */
  readonly serviceSubnet?: string
  /**
   * Address of the engine's host on which the API server is published.
   *
   * @default '127.0.0.1', with `ipFamily: 'ipv6'` '::1'; with an engine on another host '0.0.0.0' or '::', for its loopback is out of reach
   */
  readonly apiServerAddress?: string
  /**
   * Port of the host on which the API server is published; 0 is a free one, kept over restarts, -1 one that the engine
   * chooses at each start.
   *
   * @default 0
   */
  readonly apiServerPort?: number
  /**
   * Leaves the overlay network to you: without one no node becomes Ready, so the cluster is handed over
   * as soon as its API answers and CoreDNS is not awaited.
   *
   * @default false
   */
  readonly disableDefaultCNI?: boolean
  /**
   * How Services are made to work; 'none' leaves out kube-proxy.
   *
   * @default 'iptables'
   */
  readonly kubeProxyMode?: 'iptables' | 'ipvs' | 'nftables' | 'none'
  /**
   * DNS search domains of the nodes, and so of pods; `[]` for none.
   *
   * @default those of the host
   */
  readonly dnsSearch?: readonly string[]
}
