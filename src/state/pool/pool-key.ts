// What a cluster is asked to be → the key of the pool whose spares are exactly that. Pure.
import type { ClusterPolicy, ClusterSpec } from '../../config/spec.ts'
import { hashData } from '../../support/hash.ts'

export interface PoolFacts {
  readonly spec: ClusterSpec
  readonly policy: Pick<ClusterPolicy, 'images'>
  /** What its nodes would be made of, by id: a tag may lead elsewhere by now. */
  readonly imageIds: readonly string[]
  /** What is written in its manifests. */
  readonly manifests: readonly string[]
  readonly packageVersion: string
}

/** Twelve hex digits. The name is not part of it: a spare has its own. */
export function poolKey({ spec: { name: _own, ...spec }, policy: { images }, ...rest }: PoolFacts): string {
  return hashData({ spec, images, ...rest }).slice(0, 12)
}

/** `vitest-pool-1a2b3c-2` */
export function spareName(key: string, number: number): string {
  return `vitest-pool-${key.slice(0, 6)}-${number}`
}
