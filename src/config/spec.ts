// What is meant: complete, readonly, plain JSON. Its hash is what reuse compares; its difference is what a refusal prints.
import type { ClusterName } from './cluster-name.ts'
import type { ImageSpec } from './image-spec.ts'
import { hashData } from '../support/hash.ts'
import { redactFields } from '../support/redaction/redact-fields.ts'
import { createRedactor } from '../support/redaction/redactor.ts'

export type NodeRole = 'control-plane' | 'worker'

export interface NodeSpec {
  readonly role: NodeRole
  /** Null: the default image of `version`, chosen when the engine is known. */
  readonly image: string | null
  readonly labels: Readonly<Record<string, string>>
  /** Null: kubeadm's own taint for a control plane beside workers, none otherwise. */
  readonly taints: readonly TaintSpec[] | null
  readonly env: Readonly<Record<string, string>>
  /** Null: no limit. */
  readonly memoryBytes: number | null
  readonly cpus: number | null
  readonly extraMounts: readonly MountSpec[]
  readonly extraPortMappings: readonly PortMappingSpec[]
  readonly kubeadmConfigPatches: readonly string[]
  readonly kubeadmConfigPatchesJSON6902: readonly Json6902PatchSpec[]
}

export interface TaintSpec {
  readonly key: string
  readonly value: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

export interface MountSpec {
  readonly containerPath: string
  /** Absolute. */
  readonly hostPath: string
  readonly readOnly: boolean
  readonly selinuxRelabel: boolean
  readonly propagation: 'None' | 'HostToContainer' | 'Bidirectional'
}

export interface PortMappingSpec {
  readonly containerPort: number
  /** 0: a free one, chosen once; -1: the engine chooses at each start. */
  readonly hostPort: number
  readonly listenAddress: string
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
}

/** An RFC 6902 patch for the kubeadm document of this kind, and of this group and version unless both are empty; YAML or JSON text. */
export interface Json6902PatchSpec {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly patch: string
}

/** Everything that makes one cluster another cluster. What may differ between two users of one cluster is in {@link ClusterPolicy}. */
export interface ClusterSpec {
  readonly name: ClusterName
  readonly version: string
  readonly nodes: readonly NodeSpec[]
  readonly labels: Readonly<Record<string, string>>
  /** Whether there is one beside it, which its nodes look for. */
  readonly registry: boolean
  /** Registry → the origin that its mirror pulls from. */
  readonly mirrors: Readonly<Record<string, string>>
  readonly networking: {
    readonly ipFamily: 'ipv4' | 'ipv6' | 'dual'
    /** One range; with `dual` two, separated by a comma. */
    readonly podSubnet: string
    readonly serviceSubnet: string
    /** Null: loopback of the engine's host where that is this one, else all of its addresses. */
    readonly apiServerAddress: string | null
    /** 0: a free one, chosen once; -1: the engine chooses at each start. */
    readonly apiServerPort: number
    readonly disableDefaultCNI: boolean
    readonly kubeProxyMode: 'iptables' | 'ipvs' | 'nftables' | 'none'
    /** Null: as the host has it. */
    readonly dnsSearch: readonly string[] | null
  }
  readonly featureGates: Readonly<Record<string, boolean>>
  readonly runtimeConfig: Readonly<Record<string, string>>
  readonly fidelity: 'fast' | 'kubeadm'
  /** Hash of what is installed in it first; null: nothing. */
  readonly prepare: string | null
  readonly kubeadmConfigPatches: readonly string[]
  readonly kubeadmConfigPatchesJSON6902: readonly Json6902PatchSpec[]
  readonly containerdConfigPatches: readonly string[]
  readonly containerdConfigPatchesJSON6902: readonly string[]
}

/** How the caller wants the cluster treated: not part of its identity. */
export interface ClusterPolicy {
  /** 'watch' is one of the others by now. */
  readonly reuse: 'never' | 'always' | 'existing'
  /** Whether a cluster that is taken is reset first; for that, what a new one holds is noted. */
  readonly pristine: boolean
  /** How long after its last use one that stays may go; null: never. Of the one who makes it. */
  readonly ttlMs: number | null
  /** How many spares wait for whoever asks for the same. */
  readonly pool: number
  readonly keepOnFailure: boolean
  readonly bootTimeoutMs: number
  /** What is built, and not its bytes: the newest are loaded into whatever cluster is taken. */
  readonly images: readonly ImageSpec[]
  /** Paths. What is written there now is applied to whatever cluster is taken. */
  readonly manifests: readonly string[]
  /** Absolute path of the module that installs it. */
  readonly prepare: string | null
  /** Whether a state is kept on the engine, and put back where there is one. */
  readonly prepared: boolean
  /** Folder in which it is kept as a file; null: in none. */
  readonly snapshot: string | null
}

/** Hex SHA-256 over the whole spec. */
export function specHash(spec: ClusterSpec): string {
  return hashData(spec)
}

/** The same for others to read: what a name or a pattern tells to be secret (in patches, in `env`) is not in it. Its hash would be another. */
export function withoutSecrets<Spec extends object>(spec: Spec): Spec {
  return redactFields(spec as Record<string, unknown>, createRedactor()) as Spec
}

/** The fields in which two specs differ, one `path: theirs → ours` a line; empty when they are equal. */
export function specDiff(theirs: unknown, ours: unknown, path = ''): string[] {
  if (hasParts(theirs) && hasParts(ours)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].toSorted()
    return keys.flatMap((key) => specDiff(theirs[key], ours[key], Array.isArray(ours) ? `${path}[${key}]` : path ? `${path}.${key}` : key))
  }
  const [left, right] = [JSON.stringify(theirs), JSON.stringify(ours)]
  return left === right ? [] : [`${path}: ${left ?? 'absent'} → ${right ?? 'absent'}`]
}

/** An object or a list. */
function hasParts(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
