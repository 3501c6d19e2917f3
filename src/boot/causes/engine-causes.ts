// What the engine refuses: ports, addresses, mounts, privileges. It says so at once, in the boot's own error.
import type { Cause } from './cause.ts'

export const engineCauses: readonly Cause[] = [
  {
    name: 'port-taken',
    signs: [
      {
        in: ['error'],
        line: /Bind for (?<address>\S+) failed: port is already allocated|failed to bind host port (for )?(?<host>\S+): address already in use|listen \w+ (?<listen>\S+): bind: address already in use|exposing port \w+ (?<exposed>\S+) -> /,
      },
    ],
    unless: { in: ['error'], line: /permission denied|cannot assign requested address/ },
    why: 'the host already uses a port that the cluster is to be published at',
    do: 'docker ps --format "{{.Names}} {{.Ports}}" and ss -ltnp say who has it; change networking.apiServerPort or nodes[].extraPortMappings, or leave apiServerPort out: any free one is taken',
  },
  {
    name: 'port-privileged',
    signs: [{ in: ['error'], line: /cannot expose privileged port (?<port>\d+)|listen \w+ \S+:(?<low>\d{1,3}): bind: permission denied/ }],
    why: 'a rootless engine may not publish ports below 1024',
    do: 'take a hostPort from 1024 on, or: sudo sysctl net.ipv4.ip_unprivileged_port_start=80',
  },
  {
    name: 'address-not-of-host',
    signs: [{ in: ['error'], line: /(?<address>[\d.]+|\[[\da-f:]+\]):\d+: bind: cannot assign requested address/ }],
    why: 'the cluster is to be published at an address that the host does not have',
    do: 'leave networking.apiServerAddress and listenAddress out, or name an address of the host (ip -brief address)',
  },
  {
    name: 'subnet-clash',
    signs: [
      {
        in: ['error'],
        line: /Pool overlaps with other one on this address space|conflicts with network \S+ \(\S+\): networks have overlapping|all predefined address pools have been fully subnetted|could not find an available, non-overlapping IPv4 address pool/,
      },
    ],
    why: 'the ranges of addresses that the network of the nodes would take belong to other networks already',
    do: 'docker network prune removes unused ones; docker network inspect $(docker network ls -q) shows which range is whose',
  },
  {
    name: 'address-taken',
    signs: [{ in: ['error'], line: /^(?!.*bind:).*\bAddress already in use/ }],
    why: 'another container on the Docker network "kind" has the address that a node needs',
    do: 'docker network inspect kind shows whose it is; end that container, or remove what is stopped: docker container prune',
  },
  {
    name: 'firewall-lost-docker-chains',
    signs: [{ in: ['error'], line: /iptables[^\n]*No chain\/target\/match by that name|Chain 'DOCKER[\w-]*' does not exist/ }],
    why: "the engine's rules are gone from the firewall: something has reloaded it since the engine started (firewalld, iptables-restore)",
    do: 'sudo systemctl restart docker',
  },
  {
    name: 'no-ipv6',
    signs: [
      {
        in: ['error'],
        line: /Cannot read IPv6 setup for bridge|ip6tables[^\n]*exit status|IPv6 is disabled|disable_ipv6: (no such file|permission denied)|failed to set gateway[^\n]*permission denied|net\.ipv6\.conf\S*[^\n]*no such file/i,
      },
      {
        in: ['kubelet', 'container/kube-apiserver', 'container/etcd', 'kubeadm'],
        line: /listen tcp6? \[::1?\]:\d+: (socket|bind): (address family not supported by protocol|cannot assign requested address)/,
      },
    ],
    why: 'the cluster is to use IPv6, and the engine or the kernel has none',
    do: 'leave networking.ipFamily at ipv4, or turn IPv6 on: sudo sysctl net.ipv6.conf.all.disable_ipv6=0, and "ip6tables": true in /etc/docker/daemon.json',
  },
  {
    name: 'mount-not-shared',
    signs: [
      {
        in: ['error'],
        line: /bind source path does not exist: (?<path>\S+)|Mounts denied|is not shared from the host|path (?<shared>\S+) is mounted on \S+ but it is not a shared/,
      },
    ],
    why: "a path of extraMounts is not on the engine's host, or not shared with the machine that the engine runs in",
    do: 'name a path that the engine can see; with Docker Desktop: Settings, Resources, File sharing',
  },
  {
    name: 'no-fuse-device',
    signs: [{ in: ['error'], line: /error gathering device information while adding custom device "(?<device>[^"]+)"/ }],
    why: 'the host has no {device}, which nodes of a rootless engine need',
    do: 'sudo modprobe fuse',
  },
  {
    name: 'privileges-withheld',
    signs: [
      {
        in: ['error'],
        line: /unable to apply caps: operation not permitted|error setting capabilities|can't get final child's PID from pipe: EOF: unknown/i,
      },
    ],
    why: 'the engine may not give a container all privileges: it runs in a container or a sandbox that lacks some itself',
    do: 'run the engine with all capabilities (docker run --privileged for docker-in-docker); see "A host that lacks CAP_SYS_RESOURCE" in the README',
  },
  {
    name: 'selinux-denied',
    signs: [
      { in: ['error'], line: /open \/dev\/dma_heap: permission denied/ },
      { in: ['journal'], line: /avc: +denied [^\n]*comm="(kubelet|containerd\S*|runc\S*|systemd|etcd|kube-\S+)"[^\n]*permissive=0/ },
    ],
    why: 'SELinux on the host denies the engine, or what runs in a node, what it needs',
    do: 'sudo dnf upgrade container-selinux selinux-policy; sudo ausearch -m avc -ts recent shows what was denied',
  },
  {
    name: 'apparmor-denied',
    signs: [
      {
        in: ['error', 'containerd', 'kubelet', 'events'],
        line: /unable to apply apparmor profile|apparmor failed to apply profile|AppArmor enabled on system but the \S+ profile could not be loaded|apparmor_parser[^\n]*(Access denied|not found)|apparmor="DENIED"/i,
      },
    ],
    why: 'AppArmor on the host denies what runs in a node, or a profile cannot be loaded',
    do: 'sudo apt-get install apparmor, then sudo systemctl restart apparmor docker; sudo aa-status shows what is in force',
  },
]
