// Label keys: one writer, one reader. Labels are the only record of a cluster, and its undo log.
import type { ClusterPolicy, ClusterSpec, NodeRole } from '../config/spec.ts'
import { specHash, withoutSecrets } from '../config/spec.ts'
import type { ProcessIdentity } from '../support/process-identity.ts'

/** Keys the kind CLI writes and reads: by them it sees, uses and deletes our clusters, and we its. */
export const kindLabels = { cluster: 'io.x-k8s.kind.cluster', role: 'io.x-k8s.kind.role' } as const

/** What kind calls the container in front of several control planes. */
export const loadBalancerRole = 'external-load-balancer'

/** Keys of ours on node containers. They cannot change after creation; what changes is in the node (node-state.ts). */
export const ownLabels = {
  spec: 'io.vitest-kind.spec',
  specHash: 'io.vitest-kind.spec-hash',
  owner: 'io.vitest-kind.owner',
  created: 'io.vitest-kind.created',
  reuse: 'io.vitest-kind.reuse',
  version: 'io.vitest-kind.version',
  /** Milliseconds after its last use when it may go. */
  ttl: 'io.vitest-kind.ttl',
  /** On a cluster that was made to be a spare: the key of its pool. */
  pool: 'io.vitest-kind.pool',
  /** On a container that is only looked into; it is of no cluster. */
  probe: 'io.vitest-kind.probe',
  /** On a mirror and on its cache, which are of no cluster: the registry, and where it pulls from. */
  mirror: 'io.vitest-kind.mirror',
  upstream: 'io.vitest-kind.upstream',
  /** On the image that holds a prepared state: its key, and what it is one of. */
  prepared: 'io.vitest-kind.prepared',
  preparedOf: 'io.vitest-kind.prepared-of',
  /** On what tells that a volume of unpacked images is whole: its key, and how large the volume is. */
  unpacked: 'io.vitest-kind.unpacked',
  unpackedBytes: 'io.vitest-kind.unpacked-bytes',
} as const

/** Keys on node images, written by `images/node/Dockerfile`. */
export const imageLabels = {
  /** Number of the contract between image and product; see images/README.md. */
  contract: 'io.vitest-kind.image.contract',
  /** Of everything the image is made from: it is built again when this differs. */
  hash: 'io.vitest-kind.image.hash',
  kubernetes: 'io.vitest-kind.image.kubernetes',
  /** What its programs hurry when they are told to, in words with spaces between: `namespaces waits`. A stock image has none. */
  hurries: 'io.vitest-kind.image.hurries',
} as const

/** Who made a cluster: enough to tell whether the maker is still alive. */
export interface Owner extends ProcessIdentity {
  /** Tells apart what one process makes one after another. */
  readonly startedAtMs: number
  /** Whether the cluster is to stay when that process has ended, because whoever asked for it will delete it. */
  readonly stays: boolean
  readonly ciRun?: string
  /** Key of the pool that it is made for. */
  readonly pool?: string
}

/** The owner as one label value; also its identity when two are compared. */
export function renderOwner(owner: Owner): string {
  return JSON.stringify(owner)
}

/** The inverse of {@link renderOwner}; undefined for a value that is not ours. */
export function readOwner(value: string | undefined): Owner | undefined {
  try {
    const owner = JSON.parse(value ?? '') as Partial<Owner>
    const isOwner = typeof owner.pid === 'number' && typeof owner.bootId === 'string' && typeof owner.host === 'string'
    // A release before this one did not say, and made clusters that stay as well as others: those are left alone.
    return isOwner ? { ...(owner as Owner), stays: owner.stays ?? true } : undefined
  } catch {
    return undefined
  }
}

/** All labels of one container: the user's own first, so that they cannot hide ours. */
export function renderLabels(input: {
  readonly spec: ClusterSpec
  readonly policy: Pick<ClusterPolicy, 'reuse' | 'ttlMs'>
  readonly owner: Owner
  readonly role: NodeRole | typeof loadBalancerRole
  readonly createdAtMs: number
  readonly packageVersion: string
}): Record<string, string> {
  return {
    ...input.spec.labels,
    [kindLabels.cluster]: input.spec.name,
    [kindLabels.role]: input.role,
    // Whoever lists containers reads it, and whoever is sent evidence.
    [ownLabels.spec]: JSON.stringify(withoutSecrets(input.spec)),
    [ownLabels.specHash]: specHash(input.spec),
    [ownLabels.owner]: renderOwner(input.owner),
    [ownLabels.created]: new Date(input.createdAtMs).toISOString(),
    [ownLabels.reuse]: input.policy.reuse,
    [ownLabels.version]: input.packageVersion,
    ...(input.owner.pool !== undefined && { [ownLabels.pool]: input.owner.pool }),
    ...(input.policy.ttlMs !== null && { [ownLabels.ttl]: String(input.policy.ttlMs) }),
  }
}
