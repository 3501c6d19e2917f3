// What ends the programs of a control plane: etcd, the API server, the controller manager, the scheduler.
import type { Cause } from './cause.ts'

const programs = ['container/kube-apiserver', 'container/kube-controller-manager', 'container/kube-scheduler', 'container/etcd']

export const controlPlaneCauses: readonly Cause[] = [
  {
    name: 'control-plane-file-missing',
    signs: [
      {
        in: programs,
        line: /(^|[EF]\d{4} |F )[^\n]*(command failed|Error: |failed to (initialize|create|load|read))[^\n]*(open|stat) (?<path>\/[^\s:"\\]+): no such file or directory/,
      },
    ],
    unless: { in: programs, line: /no space left on device/i },
    why: 'a program of the control plane reads {path}, which is not in its pod: files of the node are there only when a volume brings them',
    do: 'bring the file into the node with extraMounts, and into the pod with extraVolumes of apiServer (controllerManager, scheduler) in kubeadmConfigPatches',
  },
  {
    name: 'control-plane-argument-refused',
    signs: [
      {
        in: programs,
        line: /(^|F )Error: (unknown (shorthand )?flag|invalid argument|unknown command)[^\n]*|flag provided but not defined: (?<flag>\S+)/,
      },
    ],
    unless: { in: programs, line: /unrecognized feature gate|cannot set feature gate/ },
    why: 'a program of the control plane does not know an argument, or not its value',
    do: 'correct extraArgs in kubeadmConfigPatches (ClusterConfiguration: apiServer, controllerManager, scheduler, etcd.local) for the version of the cluster',
  },
  {
    name: 'admission-unknown',
    signs: [
      {
        in: programs,
        line: /unknown admission plugin|enable-admission-plugins plugin \\?"(?<plugin>[^"\\]+)\\?" is unknown|"(?<unknown>\w+)" is not a valid admission/,
      },
    ],
    why: 'the API server does not know an admission plugin',
    do: 'correct enable-admission-plugins and disable-admission-plugins in kubeadmConfigPatches for the version of the cluster',
  },
  {
    name: 'runtime-config-unknown',
    signs: [{ in: programs, line: /unknown api groups? (?<groups>\S+)|runtime-config[^\n]*(invalid|unknown)/ }],
    why: 'the API server does not know an API that is to be switched on or off',
    do: 'correct runtimeConfig for the version of the cluster',
  },
  {
    name: 'kubeadm-config-refused',
    signs: [
      {
        in: ['kubeadm', 'error'],
        line: /error unmarshaling configuration schema|strict decoding error: unknown field "(?<field>[^"]+)"|your configuration file uses (an old|a deprecated) API spec|no kind "\w+" is registered|: Invalid value: [^\n]*kubeadm|no InitConfiguration or ClusterConfiguration kind was found|error converting YAML/,
      },
    ],
    also: [{ in: ['error'], line: /\bstopped in (kubeadm-init|join-)/ }],
    why: 'kubeadm does not take its configuration as kubeadmConfigPatches have made it',
    do: 'correct kubeadmConfigPatches: fields and the form of extraArgs differ between kubeadm.k8s.io/v1beta3 and v1beta4',
  },
  {
    name: 'pod-subnet-too-small',
    signs: [
      { in: ['error', 'kubeadm'], line: /the size of pod subnet with mask \d+ is smaller than the size of node subnet/ },
      {
        in: ['container/kube-controller-manager'],
        line: /CIDR allocation failed; there are no remaining CIDRs|New CIDR set failed; the node CIDR size is too big/i,
      },
    ],
    why: 'networking.podSubnet is too small: every node takes a /24 of it (a /64 of IPv6)',
    do: 'leave networking.podSubnet out, or take a larger one, such as 10.244.0.0/16',
  },
  {
    name: 'etcd-data-foreign',
    signs: [
      {
        in: ['container/etcd'],
        line: /ignored file in WAL directory|wal: (crc mismatch|file not found|max entry size)|walpb: crc mismatch|failed to (open|read) WAL|cannot access data directory|invalid database|has already been bootstrapped|request cluster ID mismatch/i,
      },
    ],
    unless: { in: ['container/etcd'], line: /no space left on device/i },
    why: 'etcd finds data of another cluster, or damaged ones, at /var/lib/etcd',
    do: 'nothing in extraMounts may lie over /var/lib/etcd, or it must be an empty folder for each cluster',
  },
  {
    name: 'disk-too-slow',
    signs: [{ in: ['container/kube-apiserver', 'kubeadm', 'error'], line: /etcdserver: (request timed out|leader changed|no leader)/ }],
    also: [{ in: ['container/etcd'], line: /slow fdatasync|leader failed to send out heartbeat on time/ }],
    unless: { in: ['container/etcd'], line: /no space left on device/i },
    why: 'the disk is too slow for etcd, which waits for it at every write',
    do: 'make fewer clusters at once, put the data of the engine on an SSD, or keep etcd in memory: extraMounts of a tmpfs at /var/lib/etcd',
  },
]
