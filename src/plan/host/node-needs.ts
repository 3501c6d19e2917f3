// What a node takes of its host: the figures by which a host is judged. Measured with Kubernetes 1.37 on an idle cluster.
import type { NodeRole } from '../../config/spec.ts'
import type { HostDemand, HostExamination, Supply } from './examination.ts'

export interface NodeNeeds {
  /** Idle: systemd 3, containerd 2, kubelet 7, kube-proxy 1; a control plane 13 more. Following the log of a pod takes one. */
  readonly inotifyInstances: number
  readonly inotifyWatches: number
  /** Processes and threads. */
  readonly tasks: number
  readonly openFiles: number
  readonly memoryBytes: number
  /** What its own programs keep busy. */
  readonly cores: number
  /** Of /var, etcd's 128 MB, which it takes at once, logs; with room for a test's images. */
  readonly diskBytes: number
}

type NeedsOfRoles = Readonly<Record<NodeRole, NodeNeeds>>

/** With room for the pods of tests: by these it is counted how many nodes fit. */
export const roomyNeeds: NeedsOfRoles = {
  'control-plane': needs({ inotify: [28, 400], tasks: 300, files: 1500, memoryMB: 550, cores: 0.25 }),
  worker: needs({ inotify: [15, 250], tasks: 150, files: 700, memoryMB: 200, cores: 0.1 }),
}

/** What a node without any pods of tests has taken when it is usable: with less, something in it goes without. */
export const idleNeeds: NeedsOfRoles = {
  'control-plane': needs({ inotify: [26, 246], tasks: 213, files: 747, memoryMB: 460, cores: 0.14 }),
  worker: needs({ inotify: [13, 100], tasks: 66, files: 208, memoryMB: 80, cores: 0.05 }),
}

/**
 * Without which it cannot come up at all. Of inotify (tried on a control plane): with 5 containerd ends, with 9 the kubelet, with 16 all
 * come up and some of them do not notice new certificates.
 */
export const leastNeeds: NeedsOfRoles = {
  'control-plane': needs({ inotify: [10, 60], tasks: 120, files: 300, memoryMB: 350, cores: 0 }),
  worker: needs({ inotify: [10, 40], tasks: 40, files: 100, memoryMB: 60, cores: 0 }),
}

function needs({
  inotify: [inotifyInstances, inotifyWatches],
  tasks,
  files,
  memoryMB,
  cores,
}: {
  readonly inotify: readonly [instances: number, watches: number]
  readonly tasks: number
  readonly files: number
  readonly memoryMB: number
  readonly cores: number
}): NodeNeeds {
  return { inotifyInstances, inotifyWatches, tasks, openFiles: files, memoryBytes: memoryMB * 1e6, cores, diskBytes: 1e9 }
}

/** What all nodes asked for take of one thing. */
export function sumNeeds(ofRoles: NeedsOfRoles, { nodes }: Pick<HostDemand, 'nodes'>, need: keyof NodeNeeds): number {
  return nodes.reduce((sum, { role }) => sum + ofRoles[role][need], 0)
}

/**
 * What is left. Where nobody can count what is taken, all but what idle nodes take of which it is known that they run; undefined for
 * them: nothing is known.
 */
export function leftOf({ max, used }: Supply, need: keyof NodeNeeds, running: HostExamination['running']): number {
  const taken = used ?? (running ? sumRunning(running, need) : 0)
  return Math.max(0, max - taken)
}

function sumRunning(running: Readonly<Record<NodeRole, number>>, need: keyof NodeNeeds): number {
  return running['control-plane'] * idleNeeds['control-plane'][need] + running.worker * idleNeeds.worker[need]
}
