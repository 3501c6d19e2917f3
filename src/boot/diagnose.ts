// Evidence → a cause, when a rule recognises one. Never guesses: no rule, no cause.

export interface Diagnosis {
  readonly why: string
  readonly do: string
}

interface Rule extends Diagnosis {
  readonly pattern: RegExp
}

// Each pattern is what the failing program itself prints; the numbers are kind's advice (its known issues, #3317, #2586).
const rules: readonly Rule[] = [
  {
    pattern: /inotify[^\n]*too many open files|too many open files[^\n]*inotify|Failed to allocate manager object: Too many open files/i,
    why: 'the host is out of inotify instances or watches; they are shared by all nodes of all clusters',
    do: 'sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288',
  },
  { pattern: /no space left on device/i, why: 'the disk of the engine is full', do: 'docker system prune --volumes' },
  {
    pattern: /"oomKilled": true|Out of memory: Killed process/i,
    why: 'the kernel killed a process of the node for lack of memory; a node needs about 1 GB',
    do: 'give the engine more memory, or stop other clusters: npx vitest-kind get clusters',
  },
  {
    pattern: /kubelet is configured to not run on a host using cgroup v1/i,
    why: 'this host has cgroup v1, which the kubelet refuses from 1.35 on unless failCgroupV1 is false',
    do: 'use a host with cgroup v2',
  },
  { pattern: /seccomp[^\n]*not supported/i, why: 'the runc of this node image was built without seccomp', do: 'npx vitest-kind build node-image' },
  {
    pattern: /iptables[^\n]*(Table does not exist|can't initialize iptables table)|modprobe: FATAL: Module (ip_tables|br_netfilter)/i,
    why: 'a kernel module the Service network needs is not loaded on the host',
    do: 'sudo modprobe -a ip_tables iptable_nat br_netfilter',
  },
]

/** The first rule that fits. */
export function diagnose(evidence: string): Diagnosis | undefined {
  return rules.find((rule) => rule.pattern.test(evidence))
}
