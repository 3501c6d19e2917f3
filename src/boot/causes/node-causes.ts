// What can happen to the container that is a node: its engine, its memory, somebody at the same machine.
import type { Cause } from './cause.ts'

export const nodeCauses: readonly Cause[] = [
  {
    name: 'node-memory-used-up',
    signs: [
      { in: ['inspect'], line: /"OOMKilled": true/ },
      { in: ['limits'], line: /^(memory\.events|memory\/memory\.oom_control) = .*\boom_kill (?!0\b)\d+/ },
      // The counters of containers go with them, and cgroup v1 has no sum.
      { in: ['containerd'], line: /TaskOOM event/ },
      { in: ['systemd', 'kubelet', 'containerd'], line: /killed by the OOM killer|Failed with result 'oom-kill'/ },
      { in: ['error'], line: /killed for want of memory/ },
    ],
    why: 'the kernel killed a process of a node for lack of memory; an idle control plane needs about 600 MB, its start more',
    do: 'give the node more (nodes[].memory, if it is set), the engine more, or stop other clusters: npx vitest-kind get clusters',
  },
  {
    name: 'node-paused',
    signs: [
      { in: ['inspect'], line: /"Paused": true/ },
      { in: ['error'], line: /container \S+ is paused|is paused, unpause the container/i },
    ],
    why: 'somebody has paused a node: nothing in it runs',
    do: 'docker unpause {node}',
  },
  {
    name: 'node-killed',
    signs: [{ in: ['inspect'], line: /"ExitCode": (?<code>137|143),/ }],
    also: [{ in: ['inspect'], line: /"Status": "exited"/ }],
    unless: { in: ['inspect'], line: /"OOMKilled": true/ },
    why: 'a node was ended from outside (exit code {code}): by docker kill or stop, a clean-up job, or the engine itself',
    do: 'docker events --since 10m --filter event=kill says when; look for what else uses this engine',
  },
  {
    name: 'node-removed',
    signs: [
      {
        in: ['error'],
        line: /the engine no longer has (?<names>\S+(?:, \S+)*): removed by somebody else|No such container: \S+|\S+ is gone: /,
      },
    ],
    why: 'somebody has removed a node while the cluster was being made',
    do: 'look for what cleans up on this engine (docker system prune, a CI job), and leave containers with the label io.x-k8s.kind.cluster out of it',
  },
  {
    name: 'node-restarted',
    signs: [{ in: ['inspect'], line: /"FinishedAt": "(?!0001-)(?<when>[^"]+)"/ }],
    also: [{ in: ['inspect'], line: /"Status": "running"/ }],
    why: 'a node ended at {when} and was started again: the engine was restarted, or its first process fell',
    do: 'try again; docker events --since 10m says whether it was the engine',
  },
  {
    name: 'engine-stopped',
    signs: [{ in: ['error'], line: /the Docker engine at \S+ has stopped answering/ }],
    unless: { in: ['inspect'], line: /"Status": "running"/ },
    why: 'the Docker engine ended or was restarted while the cluster was being made',
    do: 'systemctl status docker (or the log of Docker Desktop) says why; then try again',
  },
  {
    name: 'wrong-architecture',
    signs: [{ in: ['error', 'console'], line: /exec format error|cannot execute binary file: Exec format error/i }],
    why: 'the node image is for another architecture than the engine',
    do: "docker image inspect --format '{{.Architecture}}' IMAGE and docker version say which; leave image out, or name one of the engine's architecture",
  },
  {
    name: 'node-emulated',
    signs: [{ in: ['inspect'], line: /"Emulated": "(?<image>\S+) on (?<own>[^"]+)"/ }],
    // Whatever else fails there may fail anywhere; of these qemu has none.
    also: [
      {
        in: ['console', 'systemd', 'containerd', 'kubelet'],
        line: /iptables who\?|(initialize nft|Netlink socket): Protocol not supported|failed to start shim: start failed: \S+: invalid argument/,
      },
    ],
    why: 'the node image is for {image} and the engine runs {own}: the emulation of its processor has neither rules for packets nor what starts containers',
    do: "leave image out, or name one of the engine's architecture; this one is for an engine on {image}",
  },
  {
    name: 'engine-puts-init-before-systemd',
    signs: [{ in: ['console', 'error'], line: /Couldn't find an alternative telinit implementation to spawn/ }],
    why: 'the first process of the node is not systemd: the engine puts an init of its own before it',
    do: 'take "init": true out of /etc/docker/daemon.json and restart the engine',
  },
  {
    name: 'var-on-overlay',
    signs: [{ in: ['console', 'error'], line: /FATAL: \/var is on overlayfs/ }],
    why: "the node's /var is part of its overlay file system, on which containerd cannot stack another",
    do: 'let the engine make volumes: nothing in extraMounts may lie over /var',
  },
]
