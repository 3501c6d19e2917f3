// What a running node is asked when a boot has failed, in groups that run beside each other, so that one that hangs (an API server, a
// containerd) holds up none of the others. Each answer is a file with a size of its own.

export interface NodeReport {
  /** Below the folder of its node. */
  readonly file: string
  /** For a shell; both of its streams are kept. */
  readonly command: string
  /** Of a longer answer the end is kept. */
  readonly maxBytes: number
}

const journals: readonly NodeReport[] = [
  { file: 'kubelet.log', command: readJournal('--unit=kubelet'), maxBytes: 256_000 },
  { file: 'containerd.log', command: readJournal('--unit=containerd'), maxBytes: 256_000 },
  { file: 'systemd.log', command: readJournal('_PID=1'), maxBytes: 64_000 },
  { file: 'journal.log', command: readJournal(''), maxBytes: 256_000 },
]

// The kernel is the host's, and so are most of its limits; /var is a volume on the engine's disk.
const state: readonly NodeReport[] = [
  {
    file: 'units.txt',
    command: `for unit in kubelet containerd; do
  echo "unit = $unit"
  systemctl show $unit --property=ActiveState,SubState,Result,NRestarts,ExecMainCode,ExecMainStatus
done
systemctl --no-pager --plain --no-legend --failed`,
    maxBytes: 8_000,
  },
  {
    file: 'limits.txt',
    command: `for name in fs/inotify/max_user_instances fs/inotify/max_user_watches fs/file-max fs/file-nr kernel/pid_max kernel/keys/maxkeys \\
  net/bridge/bridge-nf-call-iptables net/ipv4/ip_forward net/ipv6/conf/all/disable_ipv6; do
  echo "$name = $(cat /proc/sys/$name 2>&1)"
done
echo "load = $(cat /proc/loadavg)"
grep -E '^(MemTotal|MemAvailable|SwapTotal|SwapFree):' /proc/meminfo
cd /sys/fs/cgroup
for file in memory.max memory.events pids.max pids.current memory/memory.limit_in_bytes memory/memory.oom_control pids/pids.max pids/pids.current; do
  [ -r $file ] && echo "$file = $(tr '\\n' ' ' <$file)"
done
df -h / /var
df -i /var
date -u '+now = %Y-%m-%dT%H:%M:%SZ'`,
    maxBytes: 16_000,
  },
  {
    file: 'network.txt',
    command: `echo "network configurations = $(ls /etc/cni/net.d 2>/dev/null | tr '\\n' ' ')"
echo "network plugins = $(ls /opt/cni/bin 2>/dev/null | tr '\\n' ' ')"
endpoint=$(sed -n 's/^ *\\(controlPlaneEndpoint\\|apiServerEndpoint\\): *//p' /kind/kubeadm.conf 2>/dev/null | tr -d '"[]' | head -n 1)
if timeout 3 bash -c "exec 3<>/dev/tcp/\${endpoint%:*}/\${endpoint##*:}" 2>/dev/null; then way=open; else way=closed; fi
echo "way to the API server at $endpoint = $way"
cat /etc/resolv.conf
ip -brief address
ip route
ip -6 route`,
    maxBytes: 16_000,
  },
]

const runtime: readonly NodeReport[] = [
  { file: 'containers.txt', command: 'timeout 3 ctr --connect-timeout 2s --namespace k8s.io tasks list', maxBytes: 16_000 },
  { file: 'plugins.txt', command: 'timeout 3 ctr --connect-timeout 2s plugins list --detailed', maxBytes: 64_000 },
]

// Of a joined control plane the answer is the same: whoever has an administrator's kubeconfig is asked. An API server that does not
// answer the first question is asked no second one.
const objects: readonly NodeReport[] = [
  {
    file: 'objects.txt',
    command: askApi(
      'get nodes,pods --all-namespaces --output=wide',
      `get nodes --output='jsonpath={range .items[*]}{"\\n"}{.metadata.name}{range .status.conditions[*]}{"\\n  "}{.type}={.status} {.message}{end}{end}'`,
    ),
    maxBytes: 64_000,
  },
]
const events: readonly NodeReport[] = [
  { file: 'events.txt', command: askApi('get events --all-namespaces --sort-by=.metadata.creationTimestamp'), maxBytes: 64_000 },
]

export const reportGroups: readonly (readonly NodeReport[])[] = [journals, state, runtime, objects, events]

/** Of every container that the kubelet has started: its newest starts, each with the end of what it said. */
export const containerLogs = {
  maxBytes: 32_000,
  /** Static pods have a few; where somebody's pods run by the hundred, those of the system come first. */
  maxFiles: 60,
} as const

/** Lines first: to read a whole journal for its end would take seconds. */
function readJournal(filter: string): string {
  return `journalctl --no-pager --quiet --lines=2000 ${filter}`
}

function askApi(...questions: readonly string[]): string {
  const config = '/etc/kubernetes/admin.conf'
  return [
    `[ -e ${config} ]`,
    ...questions.map((question) => `timeout 4 kubectl --kubeconfig=${config} --request-timeout=3s ${question}`),
  ].join(' && ')
}
