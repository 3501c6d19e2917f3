// A spec → the patch in it by which the kubelet refuses a host with cgroup v1, where there is one. Pure.
import type { ClusterSpec } from '../../config/spec.ts'
import { readClusterPatches, readNodePatches } from '../kubeadm/read-patches.ts'

/** Its path: `kubeadmConfigPatches[0]`. Left to itself, the kubelet is told not to refuse it. */
export function findCgroupRefusal(spec: ClusterSpec): string | undefined {
  const sets = [readClusterPatches({ spec }), ...spec.nodes.map((node) => readNodePatches({ spec }, { spec: node }))]
  const merge = sets
    .flatMap(({ merges }) => merges)
    .find(({ patch }) => patch.kind === 'KubeletConfiguration' && patch['failCgroupV1'] === true)
  const operation = sets
    .flatMap(({ operations }) => operations)
    .find(({ kind, text }) => kind === 'KubeletConfiguration' && /\/failCgroupV1\b[^}]*\bvalue\W+true\b/.test(text))
  return (merge ?? operation)?.path
}
