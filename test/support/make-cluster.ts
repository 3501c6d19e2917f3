// Options → the verbs that make clusters: what a door of the package does with them, for tests that stand behind the doors.
import type { ClusterHandle } from '../../src/cluster/handle.ts'
import type { ClusterOptions } from '../../src/config/options.ts'
import { type AcquiredCluster, acquireCluster as acquire } from '../../src/verbs/acquire.ts'
import type { ClusterContext } from '../../src/verbs/context.ts'
import { createCluster as create } from '../../src/verbs/create.ts'
import { type ClusterRequest, resolveRequest } from '../../src/verbs/request/request.ts'

export async function createCluster(options: ClusterOptions, context: ClusterContext): Promise<ClusterHandle> {
  return create(await request(options), context)
}

export async function acquireCluster(options: ClusterOptions, context: ClusterContext): Promise<AcquiredCluster> {
  return acquire(await request(options), context)
}

export function request(options: ClusterOptions): Promise<ClusterRequest> {
  return resolveRequest(options, { source: 'the options given', directory: process.cwd() })
}
