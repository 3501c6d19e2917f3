// What a run tells the keeper of its pool: one line of JSON. Types only.
import type { Environment } from '../config/env.ts'
import type { ClusterRequest } from '../verbs/request/request.ts'

export interface KeeperJob {
  readonly request: ClusterRequest
  readonly size: number
  /** How long a spare waits, in milliseconds; without it, as long as ever. */
  readonly ttlMs?: number
  readonly environment: Environment
  readonly artifactsDirectory: string
}
