// What keeps nodes from each other, pods from a network, and everybody from names.
import type { Cause } from './cause.ts'

export const networkCauses: readonly Cause[] = [
  {
    name: 'nodes-cut-off',
    signs: [
      {
        in: ['kubeadm', 'error'],
        line: /dial tcp \S+:6443: (connect: no route to host|i\/o timeout|connect: connection timed out)|does not get to the API server at \S+, which|(Get|Post) "https:\/\/\S+:6443\/\S*"[^\n]*(context deadline exceeded|Client\.Timeout exceeded|i\/o timeout)/,
      },
    ],
    // Tried anew when the evidence was taken: one node gets there, and another does not. A slow API server looks the same in the logs.
    also: [
      { in: ['network'], line: /^way to the API server at \S+ = open/ },
      { in: ['network'], line: /^way to the API server at \S+ = closed/ },
      { in: ['error'], line: /\bstopped in join-/ },
    ],
    why: "nodes cannot reach each other although the API server runs: the host's firewall drops what goes from one container of a bridge to another, or a VPN has taken their range",
    do: 'sudo iptables -L FORWARD -v (firewalld: FirewallBackend=iptables, and the bridge in the zone "docker"); sudo systemctl restart docker sets the rules of the engine anew',
  },
  {
    name: 'engine-dns-silent',
    signs: [
      {
        in: ['kubeadm', 'kubelet', 'error'],
        line: /lookup (?<name>\S+) on (127\.0\.0\.11|\S+):53: (read udp [^\n]*(i\/o timeout|connection refused)|no such host|server misbehaving)/,
      },
    ],
    also: [{ in: ['error'], line: /\bstopped in (kubeadm-init|join-)/ }],
    unless: { in: ['kubelet', 'error', 'kubeadm'], line: /(pull|resolve|do request)[^\n]*lookup /i },
    why: "a node cannot resolve the name of another: the engine's own DNS server is out of reach, mostly because nodes and host write their rules with different kinds of iptables (legacy, nft)",
    do: 'sudo systemctl restart docker; if it stays: sudo update-alternatives --config iptables, and take the one that the host uses everywhere',
  },
  {
    name: 'network-missing',
    signs: [
      {
        in: ['objects', 'error', 'kubelet'],
        line: /cni plugin not initialized|NetworkPluginNotReady|no network config found in \/etc\/cni\/net\.d/,
      },
    ],
    also: [{ in: ['network'], line: /^network configurations = *$/ }],
    // Pods of one that is there have their own troubles, or need more time.
    unless: {
      in: ['error', 'objects'],
      line: /\bstopped in (?!await-usable)|(flannel|kindnet|calico|cilium|weave|canal|antrea|kube-router|ovn)\S* +\d+\/\d+/,
    },
    why: 'no overlay network came up: nothing has written a configuration to /etc/cni/net.d, so no node becomes Ready',
    do: 'look at its pods in objects.txt; with disableDefaultCNI install yours before you wait, else use a node image that brings one',
  },
  {
    name: 'network-plugin-missing',
    signs: [{ in: ['kubelet', 'events'], line: /failed to find plugin "(?<plugin>[^"]+)" in path/ }],
    why: 'the overlay network wants the plugin "{plugin}", which is not in the node\'s /opt/cni/bin',
    do: 'install it with the network (its DaemonSet copies it), or bring it with extraMounts; kindest/node has only ptp, host-local, loopback and portmap',
  },
  {
    name: 'network-module-missing',
    signs: [
      {
        in: ['container/kube-flannel', 'container/kindnet-cni', 'container/flannel'],
        line: /(vxlan|create link|flannel\.1)[^\n]*operation not supported|Failed to (find|load) [^\n]*vxlan/i,
      },
    ],
    why: 'the kernel has no VXLAN, by which pods of different nodes reach each other',
    do: 'sudo modprobe vxlan (cloud kernels: linux-modules-extra)',
  },
  {
    name: 'coredns-loop',
    signs: [{ in: ['container/coredns'], line: /plugin\/loop: Loop \(\S+ -> \S+\) detected for zone/ }],
    why: "CoreDNS asks itself: the resolver that nodes were given is one of the host's loopback (systemd-resolved, dnsmasq)",
    do: 'give the engine a real resolver: "dns": ["1.1.1.1"] in /etc/docker/daemon.json, then sudo systemctl restart docker',
  },
]
