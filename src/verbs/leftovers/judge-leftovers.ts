// Facts about what is on the engine and in the folder for files → whether a dead run has left it. Pure; in doubt it stays.
import type { Owner } from '../../plan/labels.ts'

export interface ClusterFacts {
  /** Undefined on a cluster of the kind program, and where the label is none of ours. */
  readonly owner: Owner | undefined
  /** For certain. */
  readonly ownerGone: boolean
  /** Whether it has been usable, ever; undefined when no control plane is left that would know. */
  readonly wasUsable: boolean | undefined
  /** Whether it was kept on purpose after a failure. */
  readonly kept: boolean
  /** Milliseconds since 1970, of its youngest container. */
  readonly createdAtMs: number
  /** Of one that may go some time after its last use. */
  readonly use?: ClusterUse
}

export interface ClusterUse {
  readonly ttlMs: number
  /** Since nobody came or went. */
  readonly idleMs: number
  /** Whether a process that lives for certain uses it. */
  readonly inUse: boolean
}

export interface FileFacts {
  /** Whether a cluster of that name is on this engine. */
  readonly clusterThere: boolean
  /** Whether all that lies in it is what we write. */
  readonly ours: boolean
  /** What the server of the kubeconfig does with a connection: its cluster may be on another engine. */
  readonly server: 'none' | 'refuses' | 'accepts' | 'cannot be told'
  /** Milliseconds since 1970: when the youngest file was written. */
  readonly changedAtMs: number
}

export interface LeftoverVerdict {
  readonly goes: boolean
  readonly why: string
}

const stays = (why: string): LeftoverVerdict => ({ goes: false, why })

/** What was made at `beforeMs` (milliseconds since 1970) or later stays. */
export function judgeCluster(facts: ClusterFacts, beforeMs: number): LeftoverVerdict {
  const { owner, ownerGone, wasUsable, kept, createdAtMs, use } = facts
  if (!owner) return stays('not made by vitest-kind')
  if (use && !use.inUse && !kept && wasUsable && use.idleMs > use.ttlMs && createdAtMs < beforeMs)
    return { goes: true, why: `not used for ${Math.round(use.idleMs / 60_000)} min, and was to stay for ${Math.round(use.ttlMs / 60_000)}` }
  const maker = `maker pid ${owner.pid} on ${owner.host}${owner.ciRun === undefined ? '' : `, of ${owner.ciRun},`}`
  if (!ownerGone) return stays(`${maker} lives, or is where nothing can be said of it`)
  if (kept) return stays('kept on purpose after a failure')
  if (owner.stays && wasUsable !== false) return stays('made to stay until somebody deletes it')
  if (createdAtMs >= beforeMs) return stays('too young')
  return { goes: true, why: `${maker} gone` }
}

/** A folder for the files of one cluster. */
export function judgeFiles({ clusterThere, ours, server, changedAtMs }: FileFacts, beforeMs: number): LeftoverVerdict {
  if (clusterThere) return stays('its cluster is there')
  if (!ours) return stays('holds what vitest-kind has not written')
  if (server === 'accepts') return stays('a server answers at the address in its kubeconfig')
  if (server === 'cannot be told') return stays('whether a server answers at the address in its kubeconfig cannot be told')
  if (changedAtMs >= beforeMs) return stays('too young')
  return { goes: true, why: 'no cluster of that name on this engine' }
}
