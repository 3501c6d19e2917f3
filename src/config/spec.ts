// What is meant: complete, readonly, plain JSON. Its hash is what reuse compares; its difference is what a refusal prints.
import { hashData } from '../support/hash.ts'

export type NodeRole = 'control-plane' | 'worker'

export interface NodeSpec {
  readonly role: NodeRole
  /** Null: the default image of `version`, chosen when the engine is known. */
  readonly image: string | null
  readonly labels: Readonly<Record<string, string>>
}

/** Everything that makes one cluster another cluster. What may differ between two users of one cluster is in {@link ClusterPolicy}. */
export interface ClusterSpec {
  readonly name: string
  readonly version: string
  readonly nodes: readonly NodeSpec[]
  readonly labels: Readonly<Record<string, string>>
  readonly networking: {
    readonly podSubnet: string
    readonly serviceSubnet: string
    readonly apiServerAddress: string
    readonly apiServerPort: number
    readonly disableDefaultCNI: boolean
  }
}

/** How the caller wants the cluster treated: not part of its identity. */
export interface ClusterPolicy {
  readonly reuse: 'never' | 'always'
  readonly keepOnFailure: boolean
  readonly bootTimeoutMs: number
  readonly images: readonly string[]
}

/** Hex SHA-256 over the whole spec. */
export function specHash(spec: ClusterSpec): string {
  return hashData(spec)
}

/** The fields in which two specs differ, one `path: theirs → ours` a line; empty when they are equal. */
export function specDiff(theirs: unknown, ours: unknown, path = ''): string[] {
  if (isRecord(theirs) && isRecord(ours)) {
    const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].toSorted()
    return keys.flatMap((key) => specDiff(theirs[key], ours[key], Array.isArray(ours) ? `${path}[${key}]` : path ? `${path}.${key}` : key))
  }
  const [left, right] = [JSON.stringify(theirs), JSON.stringify(ours)]
  return left === right ? [] : [`${path}: ${left ?? 'absent'} → ${right ?? 'absent'}`]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
