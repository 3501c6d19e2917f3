// What is there under a cluster's name → what may be done about it. Pure: facts in, verdict out, the same for every caller.
import { specDiff, specHash, withoutSecrets, type ClusterSpec } from '../../config/spec.ts'
import { loadBalancerRole } from '../../plan/labels.ts'
import { needsLoadBalancer } from '../../plan/load-balancer.ts'

/** Facts about what the engine holds under a name, gathered by find-existing.ts. */
export interface ExistingFacts {
  /** What bears the cluster's label, with the engine's word for the state it is in. */
  readonly containers: readonly { readonly name: string; readonly role: string; readonly state: string }[]
  /** Containers that have a name the cluster's nodes would have, and are not of it. */
  readonly strangers: readonly string[]
  /** Labels its maker wrote; undefined on a cluster of the kind program. */
  readonly specHash: string | undefined
  readonly spec: unknown
  /** Whether it has been usable, ever. */
  readonly wasUsable: boolean
  /** Who makes or made it, in words, and whether that process is gone for certain. */
  readonly maker: string
  readonly makerGone: boolean
  /** Who has broken some of it, for a test, and whether that process is gone for certain. */
  readonly disturber?: { readonly who: string; readonly isGone: boolean }
}

export type Verdict =
  /** Nothing is there: it may be made. */
  | { readonly is: 'absent' }
  /** A container of something else has a node's name. */
  | { readonly is: 'name-taken'; readonly by: readonly string[] }
  /** A cluster of other options, or one that the kind program made. */
  | { readonly is: 'differs'; readonly why: readonly string[] }
  /** Its maker, or whoever removes or restarts it, is still at it. */
  | { readonly is: 'booting'; readonly why: string }
  /** Its maker died half-way: nobody will finish it. */
  | { readonly is: 'orphan'; readonly why: string }
  /** Something of it is broken that does not mend itself. */
  | { readonly is: 'sick'; readonly why: string }
  /** To be taken; when it was put to rest as a whole, it is woken first. */
  | { readonly is: 'fit'; readonly rests?: 'paused' | 'stopped' }
  /** To be taken when what a test did to it, whose process has died, is undone. */
  | { readonly is: 'disturbed' }

/**
 * Only `orphan` and `sick` are reasons to remove a cluster. Both follow from what the engine holds and nothing else: an API server
 * that is silent, a host that is slow, an image that cannot be loaded or a caller who gives up say nothing about the cluster.
 */
export function judgeExisting(spec: ClusterSpec, facts: ExistingFacts): Verdict {
  const { containers, strangers } = facts
  // Also beside a cluster of ours that lost a node: the engine gives a name to one container only.
  if (strangers.length > 0) return { is: 'name-taken', by: strangers }
  if (containers.length === 0) return { is: 'absent' }
  if (facts.specHash !== specHash(spec)) return { is: 'differs', why: describeDifference(spec, facts) }
  const changing = containers.filter(({ state }) => state === 'removing' || state === 'restarting')
  if (changing.length > 0) return { is: 'booting', why: changing.map(({ name, state }) => `${name} is ${state}`).join(', ') }
  if (!facts.wasUsable)
    return facts.makerGone
      ? { is: 'orphan', why: `${facts.maker}, which made it, has ended half-way` }
      : { is: 'booting', why: `made by ${facts.maker}, not yet usable` }
  if (facts.disturber?.isGone === false)
    return { is: 'booting', why: `a test of ${facts.disturber.who} has broken some of it, and will undo that` }
  return judgeHealth(spec, facts)
}

function judgeHealth(spec: ClusterSpec, { containers, disturber }: ExistingFacts): Verdict {
  const nodes = containers.filter(({ role }) => role === 'control-plane' || role === 'worker')
  if (nodes.length !== spec.nodes.length) return { is: 'sick', why: `${nodes.length} of ${spec.nodes.length} nodes are left` }
  if (needsLoadBalancer(spec) && !containers.some(({ role }) => role === loadBalancerRole))
    return { is: 'sick', why: 'its load balancer is gone' }
  const away = containers.filter(({ state }) => state !== 'running')
  if (away.length === 0) return disturber ? { is: 'disturbed' } : { is: 'fit' }
  const dead = away.filter(({ state }) => !['paused', 'exited', 'created'].includes(state))
  if (dead.length > 0) return { is: 'sick', why: dead.map(({ name, state }) => `${name} is ${state}`).join(', ') }
  if (disturber) return { is: 'disturbed' }
  if (away.every(({ state }) => state === 'paused')) return { is: 'fit', rests: 'paused' }
  // All of them: somebody stopped it, or the engine was restarted. One of several: that one has failed.
  if (away.length === containers.length) return { is: 'fit', rests: 'stopped' }
  return { is: 'sick', why: `${list(away)} not running` }
}

function describeDifference(spec: ClusterSpec, facts: ExistingFacts): string[] {
  if (facts.specHash === undefined) return ['it was not made by vitest-kind: it bears no spec']
  const theirs = typeof facts.spec === 'object' && facts.spec !== null ? withoutSecrets(facts.spec) : facts.spec
  const lines = specDiff(theirs, withoutSecrets(spec))
  return lines.length > 0 ? lines : ['a value that looks secret differs: the label of a cluster holds no such value']
}

function list(containers: readonly { readonly name: string }[]): string {
  return containers.map(({ name }) => name).join(', ')
}
