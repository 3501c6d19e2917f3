// What is known of a boot that failed, by source: what a program said stands under that program's name, so that a rule reads the ones
// it knows and the noisiest of them takes nobody's place.

/** One text of one origin. */
export interface EvidenceSource {
  /** The container it is from; empty for the boot itself. */
  readonly node: string
  /** Its file below the node's folder: `kubelet.log`, `pods/kube-system_etcd-web-control-plane_<uid>/etcd/1.log`. */
  readonly source: string
  readonly text: string
}

export interface Evidence {
  readonly sources: readonly EvidenceSource[]
  /** What was written, one a container: `web-control-plane/{console.log,inspect.json}` or `web-control-plane/ (21 files)`. */
  readonly files: readonly string[]
  /** What could not be taken or written, one line a container, with the first reason. */
  readonly problems: readonly string[]
}

/** The boot's own error as a source, with the action that it ended in. */
export const errorSource = 'error.txt'

/** What the engine said when a node could not be asked; no file. */
export const refusalSource = 'refusals.txt'

/** Everything kubeadm printed, in the folder of the cluster. */
export const kubeadmLog = /^kubeadm-(?:init|join-.+)\.log$/

/** Where the log of a container lies: its name and how often it had been started before. */
export const containerLog = /^pods\/(?<pod>[^/]+)\/(?<container>[^/]+)\/(?<attempt>\d+)\.log$/

/**
 * What a rule calls a source: `kubelet` for kubelet.log, `kubeadm` for any of its logs, `container/etcd` for every log of a container
 * of that name. One name for each source.
 */
export function nameSource({ source }: Pick<EvidenceSource, 'source'>): string {
  const container = containerLog.exec(source)?.groups?.['container']
  if (container !== undefined) return `container/${container}`
  return kubeadmLog.test(source) ? 'kubeadm' : source.replace(/\.(log|txt|json)$/, '')
}
