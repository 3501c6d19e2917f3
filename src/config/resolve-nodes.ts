// What was asked for of the nodes → every node of the spec, complete.
import { parseByteSize } from './byte-size.ts'
import { defaults, familyDefaults, networkingDefaults } from './defaults.ts'
import type { ClusterOptions, Json6902Patch, NodeOptions } from './options.ts'
import type { Json6902PatchSpec, NodeSpec } from './spec.ts'

export function resolveNodes(options: ClusterOptions): NodeSpec[] {
  const { listenAddress } = familyDefaults[options.networking?.ipFamily ?? networkingDefaults.ipFamily]
  return listNodes(options).map((node) => ({
    role: node.role ?? 'control-plane',
    image: node.image ?? options.image ?? null,
    labels: node.labels ?? {},
    taints: node.taints?.map(({ key, value = '', effect }) => ({ key, value, effect })) ?? null,
    env: { ...options.env, ...node.env },
    memoryBytes: node.memory === undefined ? null : parseByteSize(node.memory)!,
    cpus: node.cpus ?? null,
    extraMounts: (node.extraMounts ?? []).map((mount) => ({
      containerPath: mount.containerPath,
      hostPath: mount.hostPath,
      readOnly: mount.readOnly ?? false,
      selinuxRelabel: mount.selinuxRelabel ?? false,
      propagation: mount.propagation ?? 'None',
    })),
    extraPortMappings: (node.extraPortMappings ?? []).map((mapping) => ({
      containerPort: mapping.containerPort,
      hostPort: mapping.hostPort ?? 0,
      listenAddress: mapping.listenAddress ?? listenAddress,
      protocol: (mapping.protocol ?? 'TCP').toUpperCase() as 'TCP' | 'UDP' | 'SCTP',
    })),
    kubeadmConfigPatches: (node.kubeadmConfigPatches ?? []).map(toText),
    kubeadmConfigPatchesJSON6902: (node.kubeadmConfigPatchesJSON6902 ?? []).map(toJson6902),
  }))
}

function listNodes({ nodes, controlPlanes, workers }: ClusterOptions): readonly NodeOptions[] {
  const some = (role: 'control-plane' | 'worker', length: number): NodeOptions[] => Array.from({ length }, () => ({ role }))
  return nodes?.length
    ? nodes
    : [...some('control-plane', controlPlanes ?? defaults.controlPlanes), ...some('worker', workers ?? defaults.workers)]
}

/**
 * A patch as text: the spec is a label, and text is what kind's own format has. JSON is YAML that reads the same by all its rules: a
 * text `no` comes out as a text.
 */
export function toText(patch: string | object): string {
  return typeof patch === 'string'
    ? patch
    : JSON.stringify(patch, (_key, value: unknown) => (typeof value === 'bigint' ? rawJson(value) : value))
}

export function toJson6902({ group = '', version = '', kind, patch }: Json6902Patch): Json6902PatchSpec {
  return { group, version, kind, patch: toText(patch) }
}

/** All its digits. */
function rawJson(value: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value))
}
